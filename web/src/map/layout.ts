// Where spots stand: senders left and recipients right of the middle, or by forces in a worker.
import type { Network, Spot } from "./answer";
import type { Task } from "./layout.worker";

export type Layout = "sides" | "net";

/** How many spots may stand in columns, so that each has a line of its own for its name. */
const MOST_IN_COLUMNS = 160;

/** Whether each line goes from or to the middle, so that all else can stand at its sides. */
export function hasSides(network: Network): boolean {
  const middles = network.spots.filter((spot) => spot.middle).length;
  const beside = network.spots.length - middles;
  if (!middles || middles > 12 || !beside || beside > MOST_IN_COLUMNS) return false;
  return network.lines.every((line) => line.from.middle || line.to.middle);
}

/** Senders left, recipients right, the middle between them, in a picture of a width; gives its height. */
export function placeInSides(network: Network, width: number): number {
  const middle = network.spots.filter((spot) => spot.middle);
  const beside = network.spots.filter((spot) => !spot.middle);
  const left = beside.filter((spot) => spot.outgoing.length >= spot.incoming.length && spot.outgoing.length > 0);
  const right = beside.filter((spot) => !left.includes(spot));
  const rows = Math.max(left.length, right.length, middle.length * 2);
  const step = rows > 44 ? 19 : rows > 16 ? 25 : 36;
  const height = Math.max(220, (rows + 1) * step);
  const room = Math.min(Math.max(width * 0.3, 118), 250);
  column(sorted(left), room, height, step, "left");
  column(sorted(right), width - room, height, step, "right");
  column(sorted(middle), width / 2, height, Math.min(90, height / (middle.length + 1)), "below");
  return height;
}

function column(spots: Spot[], x: number, height: number, step: number, side: Spot["side"]): void {
  const top = (height - (spots.length - 1) * step) / 2;
  spots.forEach((spot, place) => {
    spot.x = x;
    spot.y = top + place * step;
    spot.side = side;
    spot.r = side === "below" ? 10 : 4.5;
  });
}

/** What is alike beside one another: what goes both ways, then by its data, then by name. */
function sorted(spots: Spot[]): Spot[] {
  const key = (spot: Spot): string => {
    const flows = [...spot.outgoing, ...spot.incoming].flatMap((line) => line.flows);
    return [spot.incoming.length && spot.outgoing.length ? 0 : 1, spot.generic ? 1 : 0, flows[0]?.carries[0] ?? ""].join(" ");
  };
  return [...spots].sort((a, b) => compare(key(a), key(b)) || compare(a.label, b.label) || compare(a.id, b.id));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const known = new Map<string, [number, number][]>();

/** Place a network by forces; the page goes on meanwhile. What was placed once is known. */
export async function placeByForces(network: Network): Promise<void> {
  const spots = [...network.spots].sort((a, b) => Number(b.middle) - Number(a.middle) || compare(a.id, b.id));
  const number = new Map(spots.map((spot, place) => [spot, place]));
  const ends = network.lines.map((line): [number, number] => [number.get(line.from) ?? 0, number.get(line.to) ?? 0]);
  ends.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const key = `${spots.map((spot) => spot.id).join(" ")}|${ends.join(" ")}`;
  let places = known.get(key);
  if (!places) {
    places = await inWorker({ radii: spots.map((spot) => spot.r), ends });
    known.set(key, places);
  }
  spots.forEach((spot, place) => {
    [spot.x, spot.y] = places?.[place] ?? [0, 0];
    spot.side = "below";
  });
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
