/** Tells `element` by --visible-height and --visible-top which piece of the window a phone's keyboard leaves free,
 * until the returned function is called. The phone layout uses both; iOS moves neither 100dvh nor fixed elements. */
export function followVisualViewport(element: HTMLElement): () => void {
  const viewport = window.visualViewport;
  if (!viewport) return () => {};
  const follow = (): void => {
    if (viewport.scale > 1.01) return; // a visitor who zooms in wants to see more of it, not less
    element.style.setProperty("--visible-height", viewport.height + "px");
    element.style.setProperty("--visible-top", viewport.offsetTop + "px");
  };
  follow();
  viewport.addEventListener("resize", follow);
  viewport.addEventListener("scroll", follow);
  return () => {
    viewport.removeEventListener("resize", follow);
    viewport.removeEventListener("scroll", follow);
  };
}
