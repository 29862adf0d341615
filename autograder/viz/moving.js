function (id, kind, data) {
  "use strict";
  const CLOSE = 0.01;

  function make(tag, parent, text, style) {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (style) element.style.cssText = style;
    parent.appendChild(element);
    return element;
  }

  function close(a, b) {
    return Math.abs(a - b) <= Math.max(CLOSE * Math.max(Math.abs(a), Math.abs(b)), CLOSE * 0.05);
  }

  /* A number as people write it on paper: 0.25, 0,25, 1/4, and any of the signs that are read as a minus. */
  function read(text) {
    const parts = text.replace(/[\u2212\u2013]/g, "-").replace(",", ".").split("/");
    if (parts.length > 2 || parts.some((part) => part.trim() === "")) return NaN;
    return parts.map(Number).reduce((a, b) => a / b);
  }

  function judge(text, answer, likely) {
    const number = read(text);
    if (Number.isNaN(number)) return [false, "Type a number, such as 0.25, -3 or 1/4."];
    if (close(number, answer)) return [true, "Right."];
    const known = likely.find((each) => close(number, each[0]));
    if (known) return [false, "Not yet. " + known[1]];
    if (close(-number, answer)) return [false, "Not yet: the size is right, the sign is not."];
    if (Math.abs(number - answer) <= 0.06 * Math.abs(answer)) return [false, "Nearly: keep three digits."];
    return [false, "Not yet. Go through it on paper once more."];
  }

  function field(parent, label) {
    const input = make("input", parent, "", "font:inherit;width:7em;padding:2px 6px;color:inherit;" +
      "background:transparent;border:1px solid currentColor;border-radius:4px");
    input.type = "text";
    input.autocomplete = "off";
    input.setAttribute("aria-label", label);
    return input;
  }

  function button(parent, text, name, act) {
    const made = make("button", parent, text, "font:inherit;color:inherit;background:transparent;cursor:pointer;" +
      "border:1px solid currentColor;border-radius:4px;padding:2px 10px;margin-right:6px");
    made.type = "button";
    made.dataset.act = name;
    made.addEventListener("click", act);
    return made;
  }

  /* A slider from, to and by so much, with its name and its value in front of it. */
  function knob(parent, name, range, start, moved) {
    const row = make("label", parent, "", "display:block;margin:8px 0");
    const text = make("span", row, "", "display:inline-block;width:7em");
    const slider = make("input", row, "", "vertical-align:middle;width:14em");
    slider.type = "range";
    [slider.min, slider.max, slider.step] = range;
    slider.value = start;
    slider.dataset.of = name;
    slider.setAttribute("aria-label", name);
    slider.addEventListener("input", moved);
    return { slider: slider, text: text, name: name };
  }

  function say(place, verdict) {
    place.textContent = (verdict[0] ? "\u2713 " : "\u2717 ") + verdict[1];
    place.dataset.right = String(verdict[0]);
  }

  function predict(root) {
    data.questions.forEach(function (question, k) {
      const row = make("div", root, "", "margin:6px 0");
      make("span", row, k + 1 + ". " + question.asks + " ");
      const input = field(row, question.asks);
      const told = make("span", row, "", "margin-left:8px");
      told.setAttribute("aria-live", "polite");
      const check = () => say(told, judge(input.value, question.answer, question.likely));
      const knob = button(row, "check", "check", check);
      knob.style.marginLeft = "6px";
      row.appendChild(told);
      input.addEventListener("keydown", (event) => { if (event.key === "Enter") check(); });
    });
  }

  function steps(root) {
    const bar = make("div", root, "", "margin:4px 0");
    let at = 0;
    let praise = "";
    const last = data.steps.length;
    const go = function (to) { at = Math.max(0, Math.min(last, to)); praise = ""; show(); };
    const back = button(bar, "\u25c0 back", "back", () => go(at - 1));
    const next = button(bar, "next \u25b6", "next", () => go(at + 1));
    button(bar, "start", "start", () => go(0));
    button(bar, "end", "end", () => go(last));
    const count = make("span", bar, "", "opacity:0.75");
    const line = make("div", root, "", "min-height:3.6em;margin:4px 0");
    line.setAttribute("aria-live", "polite");
    const said = make("div", line);
    const asked = make("div", line);
    const input = field(asked, "the gradient");
    const told = make("span", asked, "", "margin-left:8px");
    const check = function () {
      const step = data.steps[at - 1];
      const verdict = judge(input.value, step.answer, step.likely);
      if (!verdict[0]) { say(told, verdict); return; }
      at += 1;
      praise = "\u2713 Right. ";
      show();
    };
    const knob = button(asked, "check", "check", check);
    knob.style.marginLeft = "6px";
    asked.appendChild(told);
    const canvas = make("div", root, "", "overflow-x:auto");
    canvas.innerHTML = data.svg;

    function mark(group, row, known, text) {
      const found = group.querySelector("text." + row);
      if (found && text !== null) found.textContent = row + " " + (known ? text : "?");
    }

    function show() {
      const done = data.steps.slice(0, at);
      const valued = new Set(done.filter((each) => each.phase === "forward").map((each) => each.node));
      const graded = new Set(done.filter((each) => each.phase === "backward").map((each) => each.node));
      const now = at ? data.steps[at - 1] : { node: -1, says: "The leaves have their values. Step forward.", phase: "" };
      data.nodes.forEach(function (node, k) {
        const group = canvas.querySelector('[data-node="' + k + '"]');
        const known = node.leaf || valued.has(k);
        mark(group, "data", known, node.data);
        mark(group, "grad", graded.has(k), node.grad);
        group.setAttribute("opacity", known ? "1" : "0.35");
        const box = group.querySelector("rect.node");
        if (box.dataset.width === undefined) {
          box.dataset.width = box.getAttribute("stroke-width") || "1";
          box.dataset.ink = box.getAttribute("stroke");
        }
        box.setAttribute("stroke-width", k === now.node ? "4" : box.dataset.width);
        box.setAttribute("stroke", k === now.node ? "#D55E00" : box.dataset.ink);
      });
      said.textContent = praise + now.says;
      /* What holds the focus and is hidden would take the keyboard along. */
      if (now.phase !== "ask" && asked.contains(document.activeElement)) root.focus({ preventScroll: true });
      asked.style.display = now.phase === "ask" ? "" : "none";
      input.value = "";
      told.textContent = "";
      count.textContent = "step " + at + " of " + last;
      back.disabled = at === 0;
      next.disabled = at === last;
      root.dataset.at = String(at);
      if (now.phase === "ask" && root.contains(document.activeElement)) input.focus();
    }

    root.addEventListener("keydown", function (event) {
      const moves = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last };
      const typing = event.target === input && input.value !== "";
      if (event.key === "Enter" && event.target === input) check();
      else if (!(event.key in moves) || typing || event.altKey || event.ctrlKey || event.metaKey) return;
      else go(moves[event.key]);
      event.preventDefault();
    });
    show();
  }

  function neuron(root) {
    const UNIT = 40, FAR = 40;
    const canvas = make("div", root, "", "float:left;margin-right:16px");
    canvas.innerHTML = data.svg;
    const side = make("div", root, "", "overflow:hidden;min-width:16em");
    const sliders = ["w1", "w2", "bias"].map((name, k) => knob(side, name, [-4, 4, 0.1], data.start[k], show));
    const told = make("div", side);
    told.setAttribute("aria-live", "polite");

    function place(corners) {
      return corners.map((c) => (c[0] * UNIT).toFixed(1) + "," + (-c[1] * UNIT).toFixed(1)).join(" ");
    }

    function show() {
      const [u, v, b] = sliders.map((each) => Number(each.slider.value));
      sliders.forEach((each) => { each.text.textContent = each.name + " = " + Number(each.slider.value).toFixed(1); });
      const long = Math.hypot(u, v) || 1;
      const foot = [-b * u / (long * long), -b * v / (long * long)];
      const along = [-v * FAR / long, u * FAR / long], out = [u * FAR / long, v * FAR / long];
      const ends = [-1, 1].map((s) => [foot[0] + s * along[0], foot[1] + s * along[1]]);
      const region = [...ends, ...[ends[1], ends[0]].map((e) => [e[0] + out[0], e[1] + out[1]])];
      const none = u === 0 && v === 0;
      canvas.querySelector(".boundary").setAttribute("points", none ? "" : place(ends));
      canvas.querySelector(".region").setAttribute("points", none ? "" : place(region));
      let loss = 0, right = 0;
      data.points.forEach(function (x, k) {
        const z = u * x[0] + v * x[1] + b;
        loss += Math.pow(1 / (1 + Math.exp(-z)) - data.labels[k], 2);
        right += (z > 0) === (data.labels[k] === 1);
      });
      told.textContent = "squared error " + loss.toFixed(3) + "; " + right + " of " + data.points.length + " right";
    }

    show();
  }

  function rate(root) {
    const canvas = make("div", root, "", "float:left;margin-right:16px");
    canvas.innerHTML = data.svg;
    const side = make("div", root, "", "overflow:hidden;min-width:16em");
    const rates = knob(side, "rate", [0, data.rates.length - 1, 1], data.start, show);
    const told = make("div", side);
    told.setAttribute("aria-live", "polite");

    function show() {
      const k = Number(rates.slider.value);
      rates.text.textContent = "rate = " + data.rates[k];
      rates.slider.setAttribute("aria-valuetext", data.rates[k]);
      canvas.querySelector(".path").innerHTML = data.paths[k];
      told.textContent = data.says[k];
    }

    show();
  }

  function play(root) {
    const last = data.frames.length - 1;
    let timer = 0;
    const bar = make("div", root, "", "margin:4px 0");
    const stop = function () { clearInterval(timer); timer = 0; knob.textContent = "\u25b6 play"; };
    const knob = button(bar, "\u25b6 play", "play", function () {
      if (timer) { stop(); return; }
      if (Number(slider.value) === last) to(0);
      knob.textContent = "\u23f8 stop";
      timer = setInterval(function () { to(Number(slider.value) + 1); }, 400);
    });
    const slider = make("input", bar, "", "vertical-align:middle;width:18em;margin-right:8px");
    slider.type = "range";
    slider.min = 0;
    slider.max = last;
    slider.setAttribute("aria-label", "which picture");
    const name = make("span", bar);
    name.setAttribute("aria-live", "polite");
    const image = make("img", root, "", "max-width:100%");
    slider.addEventListener("input", function () { stop(); to(Number(slider.value)); });
    root.addEventListener("keydown", function (event) {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!by || event.target === slider || event.altKey || event.ctrlKey || event.metaKey) return;
      stop();
      to(Math.max(0, Number(slider.value) + by));
      event.preventDefault();
    });

    function to(k) {
      if (k >= last) stop();
      slider.value = Math.min(last, k);
      image.src = data.frames[slider.value];
      image.alt = name.textContent = data.names[slider.value];
    }

    to(0);
  }

  /* Lines of a program are buttons below each other; causes are in a list beside each picture. */
  function choose(root) {
    data.items.forEach(function (item) {
      const box = make("div", root, "", data.lines ? "" : "display:inline-block;vertical-align:top;width:48%;margin:4px 1% 12px 0");
      if (item.image) {
        const image = make("img", box, "", "max-width:100%");
        image.src = item.image;
        image.alt = "";
      }
      const told = make("div", box, "", "min-height:2.9em;margin:4px 0");
      const answer = function (k) {
        say(told, k === item.right ? [true, item.says] : [false, item.look]);
      };
      told.setAttribute("aria-live", "polite");
      if (data.lines) {
        item.options.forEach(function (line, k) {
          const row = button(box, String(k + 1).padStart(2) + "  " + line, "line", () => answer(k));
          row.style.cssText += ";display:block;border-color:transparent;font-family:monospace;white-space:pre;" +
            "text-align:left;padding:1px 8px";
        });
      } else {
        const list = make("select", box, "", "font:inherit;max-width:100%");
        list.setAttribute("aria-label", "what is wrong");
        ["what is wrong?", ...item.options].forEach((text) => make("option", list, text));
        list.addEventListener("change", () => { if (list.selectedIndex) answer(list.selectedIndex - 1); });
        box.insertBefore(list, told);
      }
      if (data.lines) box.appendChild(told);
    });
  }

  document.querySelectorAll("#" + id).forEach(function (root) {
    if (root.dataset.moves) return;
    root.dataset.moves = kind;
    root.textContent = "";
    root.tabIndex = 0;
    root.style.cssText = "font-family:system-ui,sans-serif;line-height:1.45;padding:4px;display:flow-root";
    /* What is typed here is for nobody else: notebooks would take an arrow or a letter for a command. */
    root.addEventListener("keydown", (event) => event.stopPropagation());
    ({ steps: steps, predict: predict, neuron: neuron, rate: rate, play: play, choose: choose })[kind](root);
  });
}
