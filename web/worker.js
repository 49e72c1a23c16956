// The offline app. One version is one cache: it is filled whole at install or the
// install fails and the old one stays as it was. Pages answer from the cache of
// the version that runs, so what a phone shows is never a mix; rows come by the
// socket, not from here. Nothing of a person is ever put in a cache; where somebody
// has looked at a map lies apart (tiles.js).
"use strict";

__OUTBOX__
__TILES__

const version = "__VERSION__";
const cacheName = "denghuo-" + version;
const files = __FILES__;
// Kept once they were used: the desks of staff and shops, and the till's reader. A
// new version brings what the one before it had, so a desk stays one offline.
const once = __ONCE__;
const kind = (url) => url.replace(/\.[0-9a-f]{12}\./, ".");
const never = /^\/(sync|session|device|password|passkey|sso|ask|card|photo|plain|version\.json|healthz|readyz|metrics|api|open311|me\/data\.zip)(\/|$)/;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(cacheName);
    // Hashed files may come from the browser's own cache, which the page has just
    // filled; pages are asked for anew.
    await Promise.all(files.map(async (url) => {
      const response = await fetch(new Request(url, { cache: url.startsWith("/web/") ? "default" : "reload" }));
      if (!response.ok) throw new Error(url + ": " + response.status);
      await cache.put(url, response);
    }));
    for (const url of once) {
      if (await hadBefore(url)) await cache.add(url);
    }
  })());
});

// keep is for what a page has loaded before there was a worker to see it.
async function keep(url) {
  const cache = await caches.open(cacheName);
  if (!(await cache.match(url))) await cache.add(url);
}

// hadBefore tells whether an older version has kept a file of this kind.
async function hadBefore(url) {
  for (const name of await caches.keys()) {
    if (!name.startsWith("denghuo-") || name === cacheName) continue;
    for (const request of await (await caches.open(name)).keys()) {
      if (kind(new URL(request.url).pathname) === kind(url)) return true;
    }
  }
  return false;
}

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("denghuo-") && name !== cacheName);
    const first = old.length === 0;
    for (const name of old) await caches.delete(name);
    await tiles.tidy();
    // A page that came before any worker is served from now on; one that an older
    // worker serves keeps it until it is reloaded, since claim is only called when
    // no older cache was there.
    if (first) await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data && event.data.type === "take-over") self.skipWaiting();
  if (event.data && event.data.type === "keep" && once.includes(event.data.url)) event.waitUntil(keep(event.data.url));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (tiles.want(event.request)) {
    event.respondWith(tiles.answer(event));
    return;
  }
  if (event.request.method !== "GET" || url.origin !== location.origin || never.test(url.pathname)) return;
  event.respondWith(event.request.mode === "navigate" ? page(event.request, url) : file(event.request, url));
});

// A page: its own rendering if this version has it, else the shell, which the
// program fills; without either, the network. A cache that throws means network.
// What the plain form was answered stands in the address, and only the city prints it.
async function page(request, url) {
  if (url.searchParams.has("sent") || url.searchParams.has("refused")) {
    try {
      return await fetch(request);
    } catch (e) { /* no network: the form at least */ }
  }
  try {
    const cache = await caches.open(cacheName);
    const hit = (await cache.match(url.pathname)) || (await cache.match("/"));
    if (hit) return hit;
  } catch (e) { /* storage is in trouble: the network is left */ }
  return fetch(request);
}

async function file(request, url) {
  try {
    const cache = await caches.open(cacheName);
    const hit = await cache.match(url.pathname);
    if (hit) return hit;
    if (once.includes(url.pathname)) {
      const response = await fetch(request);
      if (response.ok) await cache.put(url.pathname, response.clone());
      return response;
    }
  } catch (e) { /* as above */ }
  return fetch(request);
}

// The page is closed and the line is back: the same frames go to the city that the
// page would have sent. There is no queue here and nothing is removed; the page learns
// by rows what became of them. What cannot be sent now is tried again by the browser a
// few times, and then by the page.
self.addEventListener("sync", (event) => {
  if (event.tag === "denghuo-outbox") event.waitUntil(sendAll());
});

async function sendAll() {
  // What is offered can no longer be taken back on the phone, so nothing is while it
  // surely cannot arrive.
  if (navigator.onLine === false) throw new Error("no network");
  let later = false;
  for (const who of await outboxes.names()) {
    try {
      await sendOutbox(who);
    } catch (e) {
      console.warn("send the outbox of " + who + ": " + e);
      later = true;
    }
  }
  if (later) throw new Error("not all has gone");
}

// A body is a JSON list of frames of at most maxUp bytes, a push at most maxPush
// envelopes. Envelopes go as they are stored, byte for byte.
async function sendOutbox(who) {
  const box = await outboxes.read(who, true);
  const token = await outboxes.token(who);
  if (!box || box.waiting.length === 0 || token === null) return;
  const hello = { version: __WIRE__, client: box.client, since: box.since, token, build: version };
  if (box.epoch) hello.epoch = box.epoch;
  if (box.mark) hello.heard = box.mark;
  const bytes = new TextEncoder();
  for (let at = 0; at < box.waiting.length;) {
    const raws = [];
    let size = 2048;
    while (at < box.waiting.length && raws.length < __MAX_PUSH__) {
      const raw = box.waiting[at].raw;
      size += bytes.encode(raw).length + 1;
      if (size > __MAX_UP__ && raws.length > 0) break;
      raws.push(raw);
      at++;
    }
    const sent = JSON.stringify(new Date().toISOString());
    const answer = await fetch("/sync", {
      method: "POST", credentials: "same-origin", cache: "no-store", headers: { "Content-Type": "application/json" },
      body: "[" + JSON.stringify({ hello }) + `,{"push":{"sent":${sent},"envelopes":[${raws.join(",")}]}}]`,
    });
    if (!answer.ok) throw new Error("status " + answer.status);
    const { bye } = await answer.json();
    if (bye && (bye.reason === "later" || bye.reason === "busy")) throw new Error(bye.reason);
    if (bye) return; // the page knows what to do
  }
}
