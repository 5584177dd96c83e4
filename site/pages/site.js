// The example questions of the page ask the assistant; see window.chatlet in web/README.md.
window.chatlet = window.chatlet || ((...call) => (window.chatlet.q ||= []).push(call));

for (const button of document.querySelectorAll("[data-ask]")) {
  button.addEventListener("click", () => window.chatlet("send", button.dataset.ask));
}
