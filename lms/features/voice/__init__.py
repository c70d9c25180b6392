"""The server's own voice: sentences of lessons and questions spoken by a program, for kiosks that have no voice."""
