// The page at /rescue: what has not gone from this phone, in words, and as a file,
// without the program. It may clear caches and let the worker go; it never touches
// the store.
"use strict";

(() => {
  const english = document.documentElement.lang === "en";
  const T = (zh, en) => (english ? en : zh);
  const words = {
    title: T("取出没发出的内容", "Take out what has not gone"),
    sub: T("程序打不开时用这一页。内容存在这部手机，不会被删。", "For when the program does not open. What is on this phone is not deleted."),
    free: T("程序一直打不开，可以清掉旧程序，下次打开会重新下载。没发出的内容留着。", "If the program never opens, clear it: the next visit downloads it anew. What has not gone stays."),
    freeNow: T("清掉旧程序", "Clear the program"),
    freed: T("清掉了，内容都在。现在可以重新打开。", "Cleared, nothing else is gone. Open it again now."),
    home: T("打开灯火", "Open Denghuo"),
    plain: T("用简版报灯", "Report with the simple form"),
    none: T("这部手机没有待发送的内容", "Nothing waits on this phone"),
    broken: T("读不出这部手机的存储", "This phone's storage cannot be read"),
    waiting: T("待发送", "Waiting"),
    refused: T("没通过", "Not accepted"),
    save: T("存成文件", "Save as a file"),
    saved: T("存好了。用同一个身份在“我的”里导入。", "Saved. Bring it in under Me, as the same person."),
  };
  for (const e of document.querySelectorAll("[data-t]")) e.textContent = words[e.dataset.t];

  const kinds = { "lamp.submit": T("报灯", "A lamp"), "lamp.move": T("灯的状态", "A lamp's state"), "offer.claim": T("领券", "A claim") };
  const describe = (raw) => {
    let e = {};
    try { e = JSON.parse(raw); } catch (x) { /* kept all the same */ }
    const place = (e.op && e.op.place) || {};
    const parts = [kinds[e.kind] || T("一项操作", "An action"), place.words, place.pole, e.op && e.op.note];
    if (e.at) parts.push(new Date(e.at).toLocaleString(english ? "en" : "zh-CN"));
    return parts.filter(Boolean).join("，");
  };

  const element = (name, text, cls) => {
    const e = document.createElement(name);
    if (text) e.textContent = text;
    if (cls) e.className = cls;
    return e;
  };

  // photos that the city does not have, as base64 by hash.
  const photos = async (who) => {
    const out = {};
    const db = await outboxes.open("denghuo.photos");
    if (!db) return out;
    try {
      const range = IDBKeyRange.bound(who + "/", who + "0");
      const about = await outboxes.got(db.transaction("about").objectStore("about").getAll(range));
      for (const record of about) {
        const k = JSON.parse(new TextDecoder().decode(record.subarray(4)));
        if (!k.named || k.sent) continue;
        const bytes = await outboxes.got(db.transaction("bytes").objectStore("bytes").get(who + "/" + k.hash));
        if (!bytes) continue;
        let binary = "";
        for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
        out[k.hash] = btoa(binary);
      }
    } catch (e) {
      console.warn("photos: " + e);
    } finally {
      db.close();
    }
    return out;
  };

  // The envelopes go in as they are stored, byte for byte.
  const file = async (box) => `{"denghuo":"outbox","version":1,"by":${JSON.stringify(box.who)},"made":${JSON.stringify(new Date().toISOString())},` +
    `"ops":[${box.waiting.map((e) => e.raw).join(",")}],"refused":[${box.refused.join(",")}],"photos":${JSON.stringify(await photos(box.who))}}`;

  const save = async (box, told) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([await file(box)], { type: "application/json" }));
    link.download = "denghuo-" + new Date().toISOString().slice(0, 10) + ".json";
    link.click();
    told.textContent = words.saved;
  };

  const show = (list, box) => {
    const parts = [[words.waiting, box.waiting.map((e) => e.raw)], [words.refused, box.refused.map((r) => JSON.stringify(JSON.parse(r).raw))]];
    for (const [title, raws] of parts) {
      if (raws.length === 0) continue;
      list.append(element("h2", title + " " + raws.length));
      const ul = element("ul");
      for (const raw of raws) ul.append(element("li", describe(raw)));
      list.append(ul);
    }
    const button = element("button", words.save, "zz-btn2 zz-gap");
    const told = element("p", "", "zz-cap zz-gap");
    told.setAttribute("role", "status");
    button.type = "button";
    button.dataset.save = box.who;
    button.addEventListener("click", () => save(box, told));
    list.append(button, told);
  };

  const read = async () => {
    const list = document.getElementById("list");
    let some = false;
    try {
      for (const who of await outboxes.names()) {
        const box = await outboxes.read(who, false);
        if (!box || (box.waiting.length === 0 && box.refused.length === 0)) continue;
        some = true;
        show(list, box);
      }
      if (!some) list.append(element("p", words.none));
    } catch (e) {
      list.append(element("p", words.broken + "（" + e + "）"));
    }
  };

  document.getElementById("free").addEventListener("click", async () => {
    for (const name of await caches.keys()) if (name.startsWith("denghuo-")) await caches.delete(name);
    for (const r of await navigator.serviceWorker.getRegistrations()) await r.unregister();
    document.getElementById("freed").textContent = words.freed;
  });
  read();
})();
