// Plays the template that the address names, open from the start.

const asked = new URLSearchParams(location.search);
const name = asked.get("bot") ?? "";

window.chatlet = (...call) => (window.chatlet.q ||= []).push(call);

// A name of a folder beside this page and nothing else: an address must not bring a script of its own.
if (/^[a-z][a-z0-9-]*$/.test(name)) {
  const script = document.createElement("script");
  script.src = `templates/${name}/chatlet.js`;
  script.dataset.lang = asked.get("lang") ?? "en";
  document.head.append(script);
  window.chatlet("open", false); // who goes through the list by its keys stays there
}
