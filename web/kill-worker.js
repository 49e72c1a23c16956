// The kill switch: served in the place of the worker (denghuo serve --kill-worker), it
// frees phones from a broken one. It takes over at once, clears the program's caches,
// lets itself go and opens the pages anew from the network. The store is not touched.
// Switch it on, wait a day for phones to ask, put the mended version up, switch it off.
"use strict";

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("denghuo-") || name === "map-tiles") await caches.delete(name);
    const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    await self.registration.unregister();
    for (const page of pages) page.navigate(page.url).catch(() => {}); // a page that is not ours to move opens anew by hand
  })());
});
