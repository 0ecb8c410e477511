// Places a network by forces, away from the page so that it does not freeze. The same network gives the same places:
// the simulation has no chance in it, and how long it runs depends on the size of the network alone.
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";

export interface Task {
  /** The radius of each spot. */
  radii: number[];
  /** The two ends of each line, by their places among the spots. */
  ends: [number, number][];
  /** Where each spot stands already, and stays. */
  fixed: ([number, number] | null)[];
}

interface Point {
  x: number;
  y: number;
  r: number;
  fx?: number;
  fy?: number;
}

const TURN = Math.PI * (3 - Math.sqrt(5));

self.onmessage = (message: MessageEvent<Task>) => {
  const { radii, ends, fixed } = message.data;
  const many = radii.length > 600;
  const few = radii.length < 130;
  const points: Point[] = radii.map((r, place) => {
    const far = 24 * Math.sqrt(place + 0.5);
    return { x: far * Math.cos(place * TURN), y: far * Math.sin(place * TURN), r };
  });
  settle(points, ends, fixed);
  const degree = new Array<number>(radii.length).fill(0);
  for (const [from, to] of ends) {
    degree[from] = (degree[from] ?? 0) + 1;
    degree[to] = (degree[to] ?? 0) + 1;
  }
  const links = ends.map(([source, target]) => ({ source, target }));
  const strengths = ends.map(([from, to]) => 1 / Math.min(degree[from] || 1, degree[to] || 1));
  const simulation = forceSimulation(points)
    .force("link", forceLink(links).distance(many ? 40 : few ? 150 : 90).strength((_, place) => strengths[place] ?? 0.1))
    .force("charge", forceManyBody<Point>().strength((point) => -20 * (point.r + 4)).theta(1.1).distanceMax(1500))
    .force("x", forceX(0).strength(0.035))
    .force("y", forceY(0).strength(0.09))
    .force("apart", forceCollide<Point>((point) => point.r + (many ? 3 : few ? 18 : 10)).iterations(many ? 1 : 2))
    .stop();
  const ticks = many ? Math.max(50, Math.round(250000 / radii.length)) : 300;
  simulation.alphaDecay(1 - Math.pow(0.001, 1 / ticks));
  for (let tick = 0; tick < ticks; tick += 1) simulation.tick();
  self.postMessage(points.map((point) => [point.x, point.y]));
};

/** Let those stand where they stood; what is new begins beside what it has lines with. */
function settle(points: Point[], ends: Task["ends"], fixed: Task["fixed"]): void {
  points.forEach((point, place) => {
    const [x, y] = fixed[place] ?? [];
    if (x !== undefined && y !== undefined) Object.assign(point, { x, y, fx: x, fy: y });
  });
  const near = points.map((): Point[] => []);
  for (const [from, to] of ends) {
    const [one, other] = [points[from], points[to]];
    if (one?.fx !== undefined && other && other.fx === undefined) near[to]?.push(one);
    if (other?.fx !== undefined && one && one.fx === undefined) near[from]?.push(other);
  }
  points.forEach((point, place) => {
    const by = near[place] ?? [];
    if (!by.length) return;
    const [x, y] = [by.reduce((sum, one) => sum + one.x, 0) / by.length, by.reduce((sum, one) => sum + one.y, 0) / by.length];
    Object.assign(point, { x: x + 40 * Math.cos(place * TURN), y: y + 40 * Math.sin(place * TURN) });
  });
}
