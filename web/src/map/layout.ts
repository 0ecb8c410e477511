// Where spots stand: senders left and recipients right of the middle, or by forces in a worker.
import type { Network, Spot } from "./answer";
import type { Task } from "./layout.worker";

export type Layout = "sides" | "net";

/** How many spots may stand in columns, so that each has a line of its own for its name; and of how many they do. */
const MOST_IN_COLUMNS = 160;
const AT_ONCE = 44;
const MOST_IN_THE_MIDDLE = 6;
const BETWEEN_MIDDLES = 92;
const ROW = 20;
const HEAD = 30;
const NARROW = 560;
const BOTH = "both ways";

/** What the spots below it share, in a column. */
export interface Heading {
  text: string;
  x: number;
  y: number;
  side: Spot["side"];
}

/** Whether each line goes from or to the middle, so that all else can stand at its sides; and whether it does at once. */
export function sidesOf(network: Network): { can: boolean; does: boolean } {
  const middles = network.spots.filter((spot) => spot.middle).length;
  const beside = network.spots.length - middles;
  const can =
    middles > 0 && middles <= MOST_IN_THE_MIDDLE && beside > 0 && beside <= MOST_IN_COLUMNS &&
    network.lines.every((line) => line.from.middle || line.to.middle);
  return { can, does: can && beside <= AT_ONCE };
}

/** Senders left, recipients right, the middle between them, in a picture of a width; gives its height and headings. */
export function placeInSides(network: Network, width: number, labels: Record<string, string>): { height: number; headings: Heading[] } {
  const middle = network.spots.filter((spot) => spot.middle);
  const beside = network.spots.filter((spot) => !spot.middle);
  const left = beside.filter((spot) => spot.outgoing.length > 0);
  const right = beside.filter((spot) => !spot.outgoing.length);
  if (width < NARROW) return placeBelow(middle, alike(left, labels), alike(right, labels), width);
  const groups = [alike(left, labels), alike(right, labels)];
  const tall = groups.map((of) => of.reduce((sum, group) => sum + HEAD + group.spots.length * ROW, 0));
  const height = Math.max(200, Math.max(...tall, middle.length * BETWEEN_MIDDLES) + 24);
  const half = Math.min(Math.max(width * 0.36, 118), 300);
  const narrow = width * 0.4;
  const lefts = left.length ? (right.length ? half : width - narrow) : 0;
  const rights = right.length ? (left.length ? width - half : narrow) : width;
  const headings = [
    ...column(groups[0] ?? [], lefts, (height - (tall[0] ?? 0)) / 2, "left"),
    ...column(groups[1] ?? [], rights, (height - (tall[1] ?? 0)) / 2, "right"),
  ];
  const x = left.length ? (right.length ? width / 2 : width * 0.86) : width * 0.14;
  [...middle].sort((a, b) => compare(a.label, b.label)).forEach((spot, place) => {
    Object.assign(spot, { x, y: height / 2 + (place - (middle.length - 1) / 2) * BETWEEN_MIDDLES - (middle.length > 1 ? 20 : 0), side: "below", r: 10 });
  });
  return { height, headings };
}

/** On a narrow screen: the middle left, and beside it one column with those that it gets from, then those it sends to. */
function placeBelow(middle: Spot[], left: Group[], right: Group[], width: number): { height: number; headings: Heading[] } {
  const told = [
    ...left.map(({ text, spots }) => ({ text: text === BOTH ? text : `gets ${text}`, spots })),
    ...right.map(({ text, spots }) => ({ text: `sends ${text}`, spots })),
  ];
  const height = told.reduce((sum, group) => sum + HEAD + group.spots.length * ROW, 90);
  const headings = column(told, width * 0.27, 60, "right");
  const step = (height - 90) / middle.length;
  middle.forEach((spot, place) => {
    Object.assign(spot, { x: 24, y: place ? 40 + place * step : 26, side: "right", r: 9 });
  });
  return { height, headings };
}

function column(groups: Group[], x: number, top: number, side: "left" | "right"): Heading[] {
  let y = top;
  return groups.map(({ text, spots }) => {
    const heading: Heading = { text, x: x + (side === "left" ? 5 : -5), y: y + HEAD - 14, side };
    y += HEAD;
    for (const spot of spots) {
      Object.assign(spot, { x, y: y + ROW / 2, side, r: 4.5 });
      y += ROW;
    }
    return heading;
  });
}

interface Group {
  text: string;
  spots: Spot[];
}

/** Spots by the data that they send or get, those that do both apart; the largest group first. */
function alike(spots: Spot[], labels: Record<string, string>): Group[] {
  const groups = new Map<string, Spot[]>();
  for (const spot of spots) {
    const lines = [...spot.outgoing, ...spot.incoming];
    const data = [...new Set(lines.flatMap((line) => line.flows.flatMap((flow) => flow.carries)))].map((iri) => labels[iri] ?? iri);
    data.sort(compare);
    const more = data.length > 2 ? `, and ${data.length - 2} more` : "";
    const both = spot.incoming.length && spot.outgoing.length ? BOTH : "";
    const text = both || data.slice(0, 2).join(", ") + more;
    groups.set(text, [...(groups.get(text) ?? []), spot]);
  }
  const found = [...groups].map(([text, of]) => ({ text, spots: of.sort((a, b) => compare(a.label, b.label) || compare(a.id, b.id)) }));
  return found.sort((a, b) => b.spots.length - a.spots.length || compare(a.text, b.text));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Where the spots of a network stand, by what they are. */
type Places = ReadonlyMap<string, [number, number]>;

const known = new Map<string, Places>();

/** Place a network by forces; the page goes on meanwhile. What was placed once is known.
 *
 * `wider` are networks that hold it, each within the next or beside it: they are placed first, and what stands in one
 * stays there in the next, so that a body has one place whatever of its flows is asked for. */
export async function placeByForces(network: Network, wider: Network[] = []): Promise<void> {
  let places: Places = new Map();
  for (const stage of wider) places = await settled(stage, places);
  if (network.spots.some((spot) => !places.has(spot.id))) places = await settled(network, places);
  for (const spot of network.spots) {
    [spot.x, spot.y] = places.get(spot.id) ?? [0, 0];
    spot.side = "below";
  }
}

/** The places of a network, and of what stood before it. */
async function settled(network: Network, before: Places): Promise<Places> {
  const spots = [...network.spots].sort((a, b) => Number(b.middle) - Number(a.middle) || compare(a.id, b.id));
  const number = new Map(spots.map((spot, place) => [spot, place]));
  const ends = network.lines.map((line): [number, number] => [number.get(line.from) ?? 0, number.get(line.to) ?? 0]);
  ends.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const fixed = spots.map((spot) => before.get(spot.id) ?? null);
  const key = `${spots.map((spot) => spot.id).join(" ")}|${ends.join(" ")}|${fixed.join(" ")}`;
  let places = known.get(key);
  if (!places) {
    const found = fixed.includes(null) ? await inWorker({ radii: spots.map((spot) => spot.r), ends, fixed }) : [];
    places = new Map([...before, ...spots.flatMap((spot, place) => (found[place] ? [[spot.id, found[place]] as const] : []))]);
    known.set(key, places);
  }
  return places;
}

function inWorker(task: Task): Promise<[number, number][]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = (message: MessageEvent<[number, number][]>) => {
      worker.terminate();
      resolve(message.data);
    };
    worker.onerror = () => {
      worker.terminate();
      reject(new Error("The network could not be arranged."));
    };
    worker.postMessage(task);
  });
}
