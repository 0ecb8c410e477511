// The address of a map: what is asked stands in it as for any page, how it is looked at behind “#”.
import { prefix } from "../core/page";

const ID = "https://w3id.org/whoshares/id/";

/** How the map is looked at. */
export function looked(): URLSearchParams {
  return new URLSearchParams(location.hash.slice(1));
}

/** Look at it otherwise; what is empty is not said. */
export function look(changes: Record<string, string | null>): void {
  const now = looked();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") now.delete(name);
    else now.set(name, value);
  }
  const hash = now.toString();
  history.replaceState(history.state, "", `${location.pathname}${location.search}${hash ? `#${hash}` : ""}`);
}

/** Where the flows of a question are. */
export function aroundOf(told: URLSearchParams): string {
  return `${prefix}/around?${told.toString() || "hops=1"}`;
}

/** A thing as a question names it. */
export function short(iri: string): string {
  return iri.startsWith(ID) ? iri.slice(ID.length) : iri;
}

/** The page of a thing. */
export function page(iri: string): string | null {
  return iri.startsWith(ID) ? `${prefix}/id/${iri.slice(ID.length).split("/").map(encodeURIComponent).join("/")}` : null;
}
