// Reads the outboxes of every person on this phone as app/browser/keeper.go writes
// them, for the worker and for /rescue: pages without the program. It never makes a
// database, never removes anything, and writes one note: how far it has offered.
"use strict";

const outboxes = (() => {
  const prefix = "denghuo.outbox.";
  const utf8 = new TextDecoder();

  // open gives a database that is there, or null: one that it would have to make is
  // not made, since the program would find it without its stores.
  const open = (name) => new Promise((yes) => {
    const request = indexedDB.open(name);
    let made = false;
    request.onupgradeneeded = () => { made = true; request.transaction.abort(); };
    request.onsuccess = () => { request.result.onversionchange = () => request.result.close(); yes(request.result); };
    request.onerror = (e) => { e.preventDefault(); if (!made) console.warn("outbox: " + name + ": " + request.error); yes(null); };
    request.onblocked = () => yes(null);
  });

  const got = (request) => new Promise((yes, no) => {
    request.onsuccess = () => yes(request.result);
    request.onerror = () => no(request.error);
  });

  // A record is a Uint8Array: 4 bytes of length, little-endian, and that many bytes.
  const inside = (record) => record.subarray(4, 4 + new DataView(record.buffer, record.byteOffset).getUint32(0, true));

  // entry: 8 bytes N, little-endian; 1 byte, 1 if refused; the envelope.
  const entry = (record) => {
    const b = inside(record);
    const n = Number(new DataView(b.buffer, b.byteOffset).getBigUint64(0, true));
    return { n, refused: b[8] === 1, raw: utf8.decode(b.subarray(9)) };
  };

  // row: fields with a uvarint of their length in front: table, id, each scope; then
  // an empty one; then the body.
  const body = (record) => {
    const b = inside(record);
    let at = 0;
    const field = () => {
      let n = 0, shift = 0;
      for (;;) {
        const byte = b[at++];
        n |= (byte & 127) << shift;
        if (byte < 128) break;
        shift += 7;
      }
      at += n;
      return n;
    };
    field(); field();
    while (field() > 0);
    return JSON.parse(utf8.decode(b.subarray(at)));
  };

  // names is whose outboxes there are.
  const names = async () => (await indexedDB.databases()).map((d) => d.name).filter((n) => n.startsWith(prefix)).map((n) => n.slice(prefix.length));

  // where the base of a person stands: without it everything is offered again, which
  // harms nobody.
  const base = async (who, client) => {
    const none = { epoch: "", since: 0, mark: null };
    const db = await open("denghuo.base." + who);
    if (!db) return none;
    try {
      const tx = db.transaction(["meta", "row"]);
      const meta = tx.objectStore("meta");
      const [epoch, since, mark] = await Promise.all([got(meta.get("epoch")), got(meta.get("since")), got(tx.objectStore("row").get("mark/" + client))]);
      return { epoch: epoch || "", since: Number(since || 0), mark: mark ? body(mark) : null };
    } catch (e) {
      return none;
    } finally {
      db.close();
    }
  };

  // read gives what waits for one person, and what the city refused; offer notes in
  // the same transaction that all of it may be heard from now on.
  const read = async (who, offer) => {
    const db = await open(prefix + who);
    if (!db) return null;
    try {
      const client = await got(db.transaction("meta").objectStore("meta").get("client"));
      const stands = await base(who, client);
      const tx = db.transaction(["meta", "entry"], offer ? "readwrite" : "readonly");
      const meta = tx.objectStore("meta");
      const [now, all, aside, offered] = await Promise.all([got(meta.get("client")), got(tx.objectStore("entry").getAll()),
        got(meta.getAll(IDBKeyRange.bound("aside/", "aside0"))), got(meta.get("offered"))]);
      if (now !== client) return null; // numbered anew this very moment: the page is at work
      const heard = stands.mark ? stands.mark.n : 0;
      const waiting = all.map(entry).filter((e) => e.n > heard && !e.refused);
      const last = waiting.length ? waiting[waiting.length - 1].n : 0;
      if (offer && last > Number(offered || 0)) await got(meta.put(String(last), "offered"));
      return { who, client, ...stands, waiting, refused: aside.map((r) => utf8.decode(inside(r))) };
    } finally {
      db.close();
    }
  };

  // token is the secret by which a phone is a person of its own; whoever has signed
  // in has a cookie.
  const token = async (who) => {
    if (!who.startsWith("d-")) return "";
    const db = await open("denghuo.device");
    if (!db) return null;
    try {
      const secret = await got(db.transaction("meta").objectStore("meta").get("secret"));
      return secret ? "d." + secret : null;
    } finally {
      db.close();
    }
  };

  return { names, read, token, open, got };
})();
