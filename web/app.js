// Starts the program over the page that is already readable. Takes the place of
// go-app's own script: no wrapper around the download (so that the browser may
// keep compiled code), the worker is registered after the first render, and a
// program that has died is noticed.
"use strict";

// What go-app's client asks for.
const goappEnv = __ENV__;
var goappNav = function () {};
var goappOnUpdate = function () {};
var goappOnAppInstallChange = function () {};
var goappUpdatedBeforeWasmLoaded = false;
var goappAppInstallChangedBeforeWasmLoaded = false;
function goappGetenv(k) { return goappEnv[k]; }
function goappIsAppInstallable() { return false; }
function goappIsAppleBrowser() { return false; }
function goappKeepBodyClean() {
  // Nothing but the program writes into the body, so there is nothing to clean.
  return function () {};
}

(function () {
  const strip = document.getElementById("app-wasm-loader");
  const label = document.getElementById("app-wasm-loader-label");
  const english = document.documentElement.lang === "en";
  const say = (zh, en) => (english ? en : zh);
  const tell = (words) => {
    if (!document.body.contains(strip)) document.body.appendChild(strip);
    label.textContent = words;
    strip.hidden = false;
  };
  const plain = (words) => {
    document.body.dataset.tier = "plain";
    tell(words);
  };

  // A dead program leaves a page that looks alive: say so, and start once more.
  const died = () => {
    let again = true;
    try {
      const last = Number(sessionStorage.getItem("dh.died") || 0);
      again = Date.now() - last > 60000;
      sessionStorage.setItem("dh.died", String(Date.now()));
    } catch (e) { again = false; }
    if (again) {
      tell(say("程序停了，内容都在，正在重开", "The program stopped. Nothing is lost, starting again"));
      setTimeout(() => location.reload(), 800);
    } else {
      plain(say("程序停了，保存的都在。关掉再打开试试", "The program stopped. What you saved is safe. Close and open again"));
    }
  };

  const worker = async () => {
    if (!("serviceWorker" in navigator)) return;
    if (__KILL__) return; // the operator frees phones from a broken worker
    try {
      await navigator.serviceWorker.register("/app-worker.js", { updateViaCache: "none" });
      const registration = await navigator.serviceWorker.ready;
      const wanted = [program()];
      if (/^\/till(\/|$)/.test(location.pathname)) wanted.push("__READER__", "__READER_WASM__"); // a till scans without a network too
      for (const url of wanted) registration.active.postMessage({ type: "keep", url });
      document.body.dataset.offline = "1";
    } catch (e) {
      console.warn("worker: " + e);
    }
  };

  // A start that never came to a drawn screen: after three in a row the plain version
  // is offered, since the next one may end the same way. The program takes the count
  // back when it has drawn (body's data-ready).
  const starts = () => {
    let n = 0;
    try {
      n = Number(localStorage.getItem("dh.starts") || 0) + 1;
      localStorage.setItem("dh.starts", String(n));
    } catch (e) { return 0; } // forbidden: nobody counts
    new MutationObserver((_, o) => {
      if (document.body.dataset.ready !== "1") return;
      o.disconnect();
      try { localStorage.removeItem("dh.starts"); } catch (e) { /* as above */ }
    }).observe(document.body, { attributes: true, attributeFilter: ["data-ready"] });
    return n;
  };
  const offerPlain = () => {
    plain(say("打开了几次都没成功。没发出的内容都在", "It did not open several times. What has not gone is safe"));
    const link = (href, words) => {
      const a = document.createElement("a");
      a.href = href;
      a.textContent = words;
      a.className = "zz-btn2";
      label.append(" ", a);
      return a;
    };
    link("/report?wasm=false", say("用简版", "Simple version")).id = "plain-tier";
    link("/rescue", say("取出没发出的", "Take out what waits"));
    link(location.href, say("再试一次", "Try again")).addEventListener("click", (e) => {
      e.preventDefault();
      try { localStorage.removeItem("dh.starts"); } catch (x) { /* as above */ }
      location.reload();
    });
  };

  // Two programs: the residents' own, and the one with the desks of staff and shops.
  // Whoever signed in on this phone, or the page that is opened, says which.
  const program = () => {
    let who = "";
    try { who = localStorage.getItem("dh.me") || ""; } catch (e) { /* forbidden storage: a resident */ }
    const desk = /^\/(staff|till|admin)(\/|$)/.test(location.pathname);
    return desk || /"(clerk|crew|officer|merchant|admin)"/.test(who) ? "__STAFF__" : "__WASM__";
  };

  // The program draws over the printed form: what was typed goes with it.
  const setAside = () => {
    const form = document.getElementById("report-form");
    if (!form) return;
    const typed = {};
    for (const [name, value] of new FormData(form)) if (typeof value === "string") typed[name] = value;
    window.denghuoTyped = typed;
  };

  // A page from a cache has been printed once for many: each opening is a report
  // of its own.
  const freshId = () => {
    if (!window.crypto || !crypto.getRandomValues) return;
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const id = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
    for (const field of document.querySelectorAll('#report-form input[name="id"], #report-form input[name="spot"]')) field.value = id;
  };

  const start = async () => {
    freshId();
    if (new URLSearchParams(location.search).get("wasm") === "false") { strip.hidden = true; return; }
    if (typeof WebAssembly !== "object" || typeof Go !== "function") {
      plain(say("正在用简版，功能少一些", "Simple version, fewer functions"));
      return;
    }
    if (starts() > 3) { offerPlain(); return; }
    const go = new Go();
    let source;
    try {
      const response = fetch(program());
      source = WebAssembly.instantiateStreaming
        ? await WebAssembly.instantiateStreaming(response, go.importObject)
        : await WebAssembly.instantiate(await (await response).arrayBuffer(), go.importObject);
    } catch (e) {
      console.warn("program: " + e);
      plain(say("正在用简版，功能少一些", "Simple version, fewer functions"));
      worker();
      return;
    }
    setAside();
    go.run(source.instance).then(died, died);
    strip.remove();
    worker();
  };
  start();
})();
