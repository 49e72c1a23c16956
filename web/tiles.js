// The worker's part about the operator's map: pictures that were seen are kept for
// when there is no network, so many and so many bytes at most, and what was not looked
// at for longest goes first. They lie in a cache of their own, which outlives versions
// and goes with a person's data. A picture a month old is fetched anew behind the one
// that is shown. Nothing is fetched that no page has asked for.
const tiles = (() => {
  const store = "map-tiles";
  const keep = __KEEP__, most = 24 << 20, month = 30;
  // Of an answer that its host lets nobody read, the size is not known, and browsers
  // book megabytes for it: so it counts for much, and few of them are kept.
  const unread = 768 << 10;
  const list = "/map-tiles.json"; // the book, in the cache that it is of
  const shapes = (__TEMPLATES__ || []).map((t) => new RegExp("^" + t.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{-?[xyz]\}/g, "\\d+") + "$"));
  const ours = (url) => shapes.some((s) => s.test(url));
  const today = () => Math.floor(Date.now() / 86400000);

  // url → [bytes, day], what was used longest ago first. What is done with it is done
  // one after the other, and it is written when nothing more waits.
  let book = null, changed = false, waiting = 0, last = Promise.resolve();
  const inTurn = (what) => {
    waiting++;
    last = last.then(what).catch((e) => console.warn("map: " + e)).then(async () => {
      waiting--;
      if (waiting > 0 || !changed) return;
      changed = false;
      const cache = await caches.open(store);
      await cache.put(list, new Response(JSON.stringify([...book]), { headers: { "Content-Type": "application/json" } }));
    }).catch((e) => console.warn("map: " + e));
    return last;
  };

  // read takes the book as it lies there. What the cache holds beside it goes first;
  // what is of another map than today's goes at once.
  async function read() {
    if (book !== null && await caches.has(store)) return;
    const cache = await caches.open(store);
    const written = await cache.match(list);
    const known = new Map(written ? await written.json() : []);
    book = new Map();
    const there = new Set((await cache.keys()).map((r) => r.url));
    for (const url of there) {
      if (url.endsWith(list)) continue;
      if (!ours(url)) await cache.delete(url);
      else if (!known.has(url)) book.set(url, [unread, 0]);
    }
    for (const [url, was] of known) if (there.has(url) && ours(url)) book.set(url, was);
  }

  // used tells that a kept picture was shown.
  async function used(url) {
    await read();
    const was = book.get(url);
    if (!was) return;
    book.delete(url);
    book.set(url, was);
    changed = true;
    if (today() - was[1] < month) return;
    try {
      const fresh = await ask(url);
      if (good(fresh)) await put(url, fresh);
    } catch (e) { /* no network: the old one stays */ }
  }

  async function put(url, answer) {
    const body = answer.type === "opaque" ? null : await answer.blob();
    const bytes = body ? body.size : unread;
    if (bytes > unread) return; // no picture of a map
    await read();
    const cache = await caches.open(store);
    try {
      await cache.put(url, body ? new Response(body, { headers: { "Content-Type": body.type } }) : answer);
    } catch (e) { // the phone is full: what a person wrote needs the room more
      book = null;
      changed = false;
      await caches.delete(store);
      return;
    }
    book.delete(url);
    book.set(url, [bytes, today()]);
    changed = true;
    let all = 0;
    for (const [b] of book.values()) all += b;
    for (const [old, [b]] of book) {
      if (book.size <= keep && all <= most) break;
      await cache.delete(old);
      book.delete(old);
      all -= b;
    }
  }

  const good = (answer) => answer.ok || answer.type === "opaque";

  // ask wants an answer that may be read, since only then its size is known; hosts that
  // let nobody read are asked as a picture in a page asks.
  const shut = new Set();
  async function ask(url) {
    const host = new URL(url).origin, how = { credentials: "omit", referrerPolicy: "origin" };
    if (!shut.has(host)) {
      try {
        return await fetch(url, how);
      } catch (e) { /* no network, or shut */ }
    }
    const answer = await fetch(url, { ...how, mode: "no-cors" });
    shut.add(host);
    return answer;
  }

  async function answer(event) {
    const url = event.request.url;
    let had;
    try {
      had = await caches.match(url, { cacheName: store });
    } catch (e) { /* storage is in trouble: the network is left */ }
    if (had) {
      event.waitUntil(inTurn(() => used(url)));
      return had;
    }
    const fresh = await ask(url);
    if (good(fresh)) {
      const copy = fresh.clone();
      event.waitUntil(inTurn(() => put(url, copy)));
    }
    return fresh;
  }

  return {
    want: (request) => keep > 0 && request.destination === "image" && ours(request.url),
    answer,
    // tidy is for a new version: the operator may have another map, or none.
    tidy: () => (shapes.length > 0 && keep > 0 ? inTurn(read) : caches.delete(store)),
  };
})();
