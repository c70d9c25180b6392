"""From a draft to a version: publishing with a second person, old versions restored, a look as a learner, translations."""
