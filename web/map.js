// The lamps' map and the list below it: our own glue around Leaflet, which stands before
// it in the same file. The rows come as they are from app/atlas, every sentence and the
// operator's settings from the city (/map.json). It is loaded when the map's page opens,
// and not before.
//
//   const it = await denghuoMap("atlas", shift);   // shift(lat, lon): WGS-84 to GCJ-02
//   it.show('[{"id": …}, …]', desk);
//   it.pick(at, took);   // in place of show: a cross to choose a place by, beginning at
//                        // [lat, lon] in WGS-84 or at null; took(lat, lon, shifted)
//   it.stop();
//
"use strict";
(() => {
  const script = document.currentScript.src;
  const arrive = async () => {
    const answer = await fetch("/map.json");
    if (!answer.ok) throw new Error("/map.json: " + answer.status);
    const set = await answer.json();
    await new Promise((yes, no) => {
      const sheet = part("link", "");
      sheet.rel = "stylesheet";
      sheet.onload = yes;
      sheet.onerror = () => { sheet.remove(); no(new Error(set.style + " did not come")); };
      sheet.href = set.style;
      document.head.append(sheet);
    });
    // The worker keeps it all for when there is no network, also if it came later than
    // this page.
    if (navigator.serviceWorker) navigator.serviceWorker.ready.then((r) => {
      for (const url of [new URL(script).pathname, "/map.json", set.style]) r.active.postMessage({ type: "keep", url });
    });
    return set;
  };
  let arrived = null;

  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const nearest = 40; // rows in the list
  const zone = "Asia/Shanghai";
  const middle = [34.7466, 113.6254]; // of the city: where a map without a lamp begins
  const steps = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000]; // metres between rings
  let left = null; // where the map was when its page was left

  // Shapes of our own making; no text of a person's gets in here.
  const shape = {
    danger: '<path d="M15 2.5 28 26H2z"/><path class="in" d="M15 10.5v7M15 21.5v1"/>',
    wait: '<circle cx="15" cy="15" r="11.5"/><path class="in" d="M15 8.5V15l4 3"/>',
    work: '<rect x="3.5" y="3.5" width="23" height="23" rx="5"/><path class="in" d="M9 21l8-8M14.5 10.5a4.5 4.5 0 0 1 6-1l-3 3 .5 2.5 2.5.5 3-3a4.5 4.5 0 0 1-7 4"/>',
    lit: '<path d="M15 2 28 15 15 28 2 15z"/><path class="in" d="M9.5 15.5l4 4 7.5-8"/>',
  };
  const part = (tag, name, text, ...inner) => {
    const e = document.createElement(tag);
    e.className = name;
    if (text) e.textContent = text;
    e.append(...inner);
    return e;
  };
  const sprite = (name, more) => {
    const e = part("span", "zz-map__i");
    e.innerHTML = '<svg class="zz-i ' + (more || "") + '" aria-hidden="true"><use href="/web/sprite.svg#i-' + name + '"></use></svg>';
    return e.firstChild;
  };
  const drawn = (kind) => {
    const e = part("span", "zz-pin__s");
    e.innerHTML = '<svg viewBox="0 0 30 30" width="30" height="30" aria-hidden="true">' + shape[kind] + "</svg>";
    return e;
  };

  window.denghuoMap = async (id, shift) => {
    arrived ??= arrive().catch((e) => { arrived = null; throw e; });
    const set = await arrived;
    const shifts = set.crs === "gcj02";
    const box = part("div", "zz-map");
    box.id = "map";
    box.setAttribute("role", "region");
    const ground = part("p", "zz-cap"), button = part("button", "zz-btn2"), open = part("div", ""), list = part("div", "");
    button.type = "button";
    button.id = "locate";
    ground.setAttribute("role", "status");
    open.setAttribute("role", "status");
    list.id = "map-list";
    const root = document.documentElement, under = document.getElementById(id);
    under.replaceChildren(box, part("div", "zz-map__u", "", ground, button), open, list);

    const map = L.map(box, {
      attributionControl: false, zoomControl: false, minZoom: 9, maxZoom: 19,
      zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, inertia: !still,
    });
    let says = {}, faults = {}, care = false, desk = false, rows = [], pins = [], zoomer = null, groups = null, markers = new Map(), chosen = [];
    let placed = false, moved = false, stopped = false, me = null, searching = false, lost = false;
    let wide, high, apart;
    const fault = (p) => faults[p.fault] || says["fault." + p.fault] || p.fault;
    const put = (name, value) => says[name].replace("%s", value);

    // Under the pins: a grid of our own, and over it the operator's pictures.
    const pane = (name, z) => { map.createPane(name).style.zIndex = z; return name; };
    const grid = L.gridLayer({ pane: pane("grid", 150), tileSize: 128, updateWhenIdle: false });
    grid.createTile = () => part("div", "zz-map__g");
    grid.addTo(map);
    const missing = new Set();
    // What is under the pins: none (the operator has no map), ok, off (no network), bad
    // (its host does not answer).
    let state = "";
    const onGround = () => {
      const now = !set.tiles ? "none" : missing.size === 0 ? "ok" : navigator.onLine ? "bad" : "off";
      if (now !== state) {
        state = now;
        drawRings();
      }
      if (placed) ground.textContent = lost ? says.lost : now === "ok" ? "" : says[now];
    };
    const layers = (set.tiles || []).map((template, i) => {
      const layer = L.tileLayer(template, { maxNativeZoom: set.zoom, maxZoom: 19, referrerPolicy: "origin", className: "zz-map__t" });
      const name = (e) => i + ":" + e.coords.z + ":" + e.coords.x + ":" + e.coords.y;
      layer.on("tileerror", (e) => { missing.add(name(e)); onGround(); });
      layer.on("tileload tileunload", (e) => { if (missing.delete(name(e))) onGround(); });
      return layer.addTo(map);
    });
    const online = () => { if (missing.size > 0) for (const l of layers) l.redraw(); onGround(); };
    addEventListener("online", online);
    addEventListener("offline", onGround);
    if (set.tiles) {
      const whose = L.control({ position: "bottomright" });
      whose.onAdd = () => part("div", "zz-map__a", set.attribution);
      whose.addTo(map);
    }
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);

    // How this language writes a distance and a moment; made once, as it is slow.
    let metre, km, clock;
    const unit = (name, digits) => new Intl.NumberFormat(root.lang, { style: "unit", unit: name, maximumFractionDigits: digits });
    const far = (metres) => (metres < 1000 ? metre.format(metres) : km.format(metres / 1000));

    // Rings of distance around this person, else around the middle, wherever pictures
    // are missing.
    const rings = L.layerGroup().addTo(map);
    const lines = L.svg({ pane: pane("rings", 350) });
    const drawRings = () => {
      rings.clearLayers();
      if (!placed || state === "ok") return;
      const at = me && map.getBounds().contains(me.at) ? L.latLng(me.at) : map.getCenter();
      const size = map.getSize();
      const span = map.distance(map.containerPointToLatLng([0, size.y / 2]), map.containerPointToLatLng([Math.min(size.x, size.y), size.y / 2]));
      const step = steps.find((s) => s * 6.4 > span) || steps[steps.length - 1];
      for (let n = 1; n <= 3; n++) {
        const circle = L.circle(at, { radius: n * step, renderer: lines, interactive: false, className: "zz-map__r", fill: false }).addTo(rings);
        const top = map.latLngToLayerPoint([circle.getBounds().getNorth(), at.lng]);
        L.marker(map.layerPointToLatLng(top), { interactive: false, keyboard: false, icon: L.divIcon({ className: "zz-map__n", iconSize: [76, 20], html: part("span", "", far(n * step)) }) }).addTo(rings);
      }
    };

    // Pins that would lie upon each other are one, with their number. What belongs
    // together is found anew at each level, over all pins, so that it holds while the
    // map is moved.
    const group = () => {
      const zoom = map.getZoom(), cells = new Map(), all = [];
      for (const p of pins) {
        const at = map.project(p.at, zoom), x = Math.floor(at.x / apart), y = Math.floor(at.y / apart);
        let into = null;
        for (let i = -1; i <= 1 && !into; i++) for (let j = -1; j <= 1 && !into; j++)
          for (const g of cells.get((x + i) + ":" + (y + j)) || []) if (Math.abs(g.at.x - at.x) < apart && Math.abs(g.at.y - at.y) < high) { into = g; break; }
        if (into) { into.pins.push(p); continue; }
        const g = { at, pins: [p] };
        all.push(g);
        const key = x + ":" + y;
        if (cells.has(key)) cells.get(key).push(g);
        else cells.set(key, [g]);
      }
      return { zoom, all };
    };
    const look = (g) => {
      const p = g.pins.find((p) => p.kind === "danger") || g.pins[0];
      const one = g.pins.length === 1, danger = p.kind === "danger";
      const word = danger ? says.danger : one ? says["state." + p.state] : "";
      return { count: one ? 0 : g.pins.length, kind: one || danger ? p.kind : "", word,
        name: (one ? fault(p) : put("many", g.pins.length)) + (word && says.and + word) };
    };
    const icon = (l) => {
      const body = part("div", "zz-pin__b" + (l.kind ? " zz-pin--" + l.kind : ""));
      body.append(l.count ? part("span", "zz-pin__c", l.count > 999 ? "999+" : String(l.count)) : drawn(l.kind));
      if (l.word) body.append(part("span", "zz-pin__w", l.word));
      return L.divIcon({ className: "zz-pin", iconSize: [wide, high], iconAnchor: [wide / 2, care ? 22 : 17], html: body });
    };
    const tapped = (g) => {
      const lies = L.latLngBounds(g.pins.map((p) => p.at)), zoom = Math.min(map.getBoundsZoom(lies.pad(0.2)), map.getMaxZoom());
      if (g.pins.length > 1 && zoom > map.getZoom()) {
        map.setView(lies.getCenter(), zoom, { animate: !still });
        return;
      }
      choose(g.pins.map((p) => p.id));
      open.scrollIntoView({ block: "nearest" });
    };
    const choose = (ids) => {
      chosen = ids;
      draw();
      const rows = pins.filter((p) => ids.includes(p.id)).slice(0, nearest).map(row);
      if (rows.length === 0) {
        open.replaceChildren();
        return;
      }
      const shut = part("button", "zz-btn2", says.close);
      shut.type = "button";
      shut.onclick = () => { choose([]); box.focus({ preventScroll: true }); };
      open.replaceChildren(part("div", "zz-sec", "", part("h2", "", says.chosen), shut), part("div", "zz-list", "", ...rows));
    };

    // A row is the same on the card of what was tapped and in the list.
    const tags = { danger: ["err", "alert-triangle"], wait: ["lamp", "clock"], work: ["brand", "tool"], lit: ["ok", "check"] };
    const row = (p) => {
      // What tells it from the others stands first: a district is that of half the rows.
      const what = [fault(p), me ? far(map.distance(me.at, p.at)) : ""], rest = [clock.format(new Date(p.first)), put("voices", p.voices)];
      const [title, small] = p.exact ? [[p.where], [...what, ...rest]] : [what, [p.where, ...rest]];
      const line = (all) => all.filter(Boolean).join(says.and);
      const a = part("a", "zz-row", "", sprite(p.kind === "lit" ? "bulb" : "bulb-off"),
        part("span", "zz-row__b", "", part("b", "", line(title)), part("span", "zz-cap", line(small))),
        part("span", "zz-map__tags", "", ...(p.kind === "danger" ? [tag("danger", says.danger)] : []), tag(p.shape, says["state." + p.state])));
      a.href = "/spots/" + p.id;
      if (!desk) return a;
      const sort = part("a", "zz-row zz-map__d", says.desk);
      sort.href = "/staff/triage?spot=" + p.id;
      return part("div", "", "", a, sort);
    };
    const tag = (kind, text) => part("span", "zz-tag zz-tag--" + tags[kind][0], "", sprite(tags[kind][1]), text);
    const draw = () => {
      if (!placed) return;
      if (!groups || groups.zoom !== map.getZoom()) groups = group();
      const view = map.getBounds().pad(0.15), now = new Map();
      for (const g of groups.all) {
        const p = g.pins[0];
        if (!view.contains(p.at)) continue;
        const l = look(g), key = [p.id, l.count || 1, l.kind, l.word].join(" ");
        let m = markers.get(key);
        if (!m) {
          m = L.marker(p.at, { icon: icon(l), keyboard: true, zIndexOffset: l.kind === "danger" ? 1000 : 0 });
          m.on("click", () => tapped(m.group));
          m.on("add", () => m.getElement().addEventListener("keydown", (e) => {
            if (e.key !== "Enter" && e.key !== " ") return;
            e.preventDefault();
            tapped(m.group);
          }));
        }
        if (!m.getLatLng().equals(p.at)) m.setLatLng(p.at);
        m.group = g;
        m.name = l.name;
        now.set(key, m);
      }
      for (const [key, m] of markers) if (!now.has(key)) m.remove();
      for (const m of now.values()) {
        if (!m._map) m.addTo(map);
        const e = m.getElement();
        e.setAttribute("aria-label", m.name);
        e.classList.toggle("is-on", m.group.pins.some((p) => chosen.includes(p.id)));
      }
      markers = now;
    };
    const drawList = () => {
      const view = map.getBounds(), from = me && view.contains(me.at) ? L.latLng(me.at) : map.getCenter();
      const away = (p) => (p.at[0] - from.lat) ** 2 + ((p.at[1] - from.lng) * Math.cos(from.lat * Math.PI / 180)) ** 2;
      const here = pins.filter((p) => view.contains(p.at)).sort((a, b) => away(a) - away(b)), rows = here.slice(0, nearest);
      if (rows.length === 0) {
        list.replaceChildren(part("p", "zz-cap zz-gap", says.empty));
        return;
      }
      const more = here.length > rows.length ? [part("p", "zz-cap", put("nearest", rows.length))] : [];
      list.replaceChildren(part("div", "zz-sec", "", part("h2", "", put("seen", here.length))), ...more, part("div", "zz-list", "", ...rows.map(row)));
    };
    map.on("moveend", () => {
      if (!placed) return;
      if (moved) left = { at: map.getCenter(), zoom: map.getZoom() };
      draw();
      drawRings();
      drawList();
    });
    for (const hand of ["pointerdown", "wheel", "keydown"]) box.addEventListener(hand, () => { moved = true; }, { passive: true });

    // This person, with the accuracy that the phone claims. They are asked by the phone
    // only if they have tapped the button, or have said yes before.
    const mine = L.layerGroup().addTo(map);
    const found = (position) => {
      if (stopped) return;
      const c = position.coords, first = !me;
      searching = lost = false;
      me = { at: shifts ? shift(c.latitude, c.longitude) : [c.latitude, c.longitude], acc: c.accuracy };
      mine.clearLayers();
      L.circle(me.at, { radius: me.acc, interactive: false, className: "zz-map__acc" }).addTo(mine);
      L.marker(me.at, { interactive: false, keyboard: false, zIndexOffset: -500, icon: L.divIcon({ className: "zz-map__me", iconSize: [22, 22] }) }).addTo(mine);
      drawButton();
      onGround();
      if (placed && (first && !moved && !left || wanted)) go();
      else if (placed) { drawRings(); drawList(); }
      wanted = false;
    };
    let wanted = false;
    const go = () => {
      map.setView(me.at, Math.max(map.getZoom(), 16), { animate: !still });
      drawRings();
      drawList();
    };
    const locate = () => {
      searching = true;
      lost = false;
      drawButton();
      navigator.geolocation.getCurrentPosition(found, () => {
        if (stopped) return;
        searching = false;
        lost = wanted;
        wanted = false;
        drawButton();
        onGround();
      }, { enableHighAccuracy: true, timeout: 10000, maximumAge: 15000 });
    };
    const drawButton = () => {
      button.replaceChildren(sprite("map-pin"), searching && wanted ? says.looking : says.me);
      button.hidden = !navigator.geolocation;
    };
    button.onclick = () => {
      wanted = true;
      if (me) go();
      if (!searching) locate();
    };
    if (navigator.permissions && navigator.geolocation) navigator.permissions.query({ name: "geolocation" }).then((p) => { if (p.state === "granted") locate(); }, () => {});

    // place begins where it was left, else at this person, else where lamps are.
    const place = () => {
      if (left) map.setView(left.at, left.zoom);
      else if (me) map.setView(me.at, 16);
      else if (pins.length > 0) map.fitBounds(L.latLngBounds(pins.map((p) => p.at)).pad(0.1), { maxZoom: 15 });
      else map.setView(shifts ? shift(...middle) : middle, 12);
    };

    // onMap are the rows that somebody waits for, and what was lit of late. The dangerous
    // come first, so that a pin for many stands where the danger is.
    const onMap = () => {
      faults = {};
      const all = [], news = new Date(Date.now() - 14 * 86400000).toISOString();
      for (const s of rows) {
        if (s.faults) { // the administrator's rules
          for (const f of s.faults) faults[f.id] = root.lang === "en" && f.en || f.zh;
          continue;
        }
        const shape = says["shape." + s.state], last = s.steps && s.steps[s.steps.length - 1];
        if (!shape || !s.point || s.state === "lit" && !(last && last.at >= news)) continue;
        const { lat, lon } = s.point, kind = shape !== "lit" && s.danger && s.danger !== "none" ? "danger" : shape;
        all.push({ id: s.id, at: shifts ? shift(lat, lon) : [lat, lon], kind, shape, state: s.state, fault: s.fault, first: s.first, voices: s.voices, exact: !!(s.road || s.pole),
          where: [says["district." + s.district], s.road || s.pole && put("pole", s.pole)].filter(Boolean).join(" ") || says.unknown });
      }
      return all.sort((a, b) => (b.kind === "danger") - (a.kind === "danger"));
    };

    const all = () => {
      pins = onMap();
      groups = null;
      if (!placed) place();
      placed = true;
      drawButton();
      onGround();
      choose(chosen);
      drawRings();
      drawList();
    };
    // dress is for another language and for larger type: nothing stays.
    const dress = () => {
      care = document.body.dataset.weuiMode === "care";
      says = set.words[root.lang] || set.words["zh-CN"];
      wide = care ? 96 : 72;
      high = care ? 64 : 48;
      apart = care ? 88 : 66;
      metre = unit("meter", 0);
      km = unit("kilometer", 1);
      clock = new Intl.DateTimeFormat(root.lang, { timeZone: zone, month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
      box.setAttribute("aria-label", says.of);
      if (zoomer) zoomer.remove();
      zoomer = L.control.zoom({ position: "topright", zoomInTitle: says.nearer, zoomOutTitle: says.farther }).addTo(map);
      for (const m of markers.values()) m.remove();
      markers = new Map();
      if (placed) all();
    };
    const looks = new MutationObserver(dress);
    looks.observe(root, { attributes: true, attributeFilter: ["lang"] });
    looks.observe(document.body, { attributes: true, attributeFilter: ["data-weui-mode"] });
    dress();

    const sized = new ResizeObserver(() => map.invalidateSize({ pan: false }));
    sized.observe(box);

    return {
      show(json, atDesk) {
        if (stopped) return;
        rows = JSON.parse(json);
        desk = atDesk;
        all();
      },
      // A place for a report: the map is moved under a cross, or tapped, or moved by keys.
      pick(at, took) {
        if (stopped) return;
        const take = part("button", "zz-btn2 zz-btn2--yes zz-wide zz-gap", "", sprite("check"), says.take);
        take.type = "button";
        take.id = "pick-take";
        take.onclick = () => { const c = map.getCenter(); took(c.lat, c.lng, shifts); };
        box.append(part("div", "zz-map__x"));
        box.after(part("p", "zz-cap", says.cross), take);
        box.setAttribute("aria-label", says.cross);
        open.hidden = list.hidden = moved = true;
        map.on("click", (e) => map.panTo(e.latlng, { animate: !still }));
        if (at) map.setView(shifts ? shift(...at) : at, 17);
        else if (left) map.setView(left.at, left.zoom);
        else map.setView(me ? me.at : shifts ? shift(...middle) : middle, me ? 16 : 12);
        placed = true;
        drawButton();
        onGround();
        drawRings();
      },
      stop() {
        stopped = true;
        removeEventListener("online", online);
        removeEventListener("offline", onGround);
        sized.disconnect();
        map.remove();
        looks.disconnect();
        under.replaceChildren();
      },
    };
  };
})();
