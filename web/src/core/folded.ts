// A link to what is folded away opens it; browsers do so of themselves only in part.

export function openLinked(): void {
  const open = (): void => {
    const wanted = location.hash ? document.getElementById(location.hash.slice(1)) : null;
    for (let at = wanted?.parentElement; at; at = at.parentElement) if (at instanceof HTMLDetailsElement) at.open = true;
    wanted?.scrollIntoView();
  };
  window.addEventListener("hashchange", open);
  if (location.hash) open();
}
