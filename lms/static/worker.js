/* Shows the copy of a lesson while the server is away. Where the server answers, the page is the server's own. */
const LESSON = /\/attempts\/\d+\/lessons\/[^/]+$/;
const AWAY = [502, 504]; // What a proxy says when the server behind it is away.
const PATIENCE = 10000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { mode, method, url } = event.request;
  const path = new URL(url).pathname;
  if (mode === "navigate" && method === "GET" && LESSON.test(path)) event.respondWith(page(event.request, `${path}/copy`));
});

async function page(request, copy) {
  const asked = fetch(request).catch(() => null);
  const kept = await caches.match(copy, { ignoreVary: true });
  if (!kept) return (await asked) || Response.error();
  const reply = await Promise.race([asked, new Promise((done) => setTimeout(done, PATIENCE, null))]);
  return reply && !AWAY.includes(reply.status) ? reply : kept;
}
