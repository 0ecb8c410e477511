// The answer of `around` as JSON (docs/json.md), and the network that is drawn of it.

export interface Flow {
  flow: string;
  sender: string;
  recipient: string;
  asEvery: string | null;
  distance: number;
  carries: string[];
  certainty: Certainty;
  lastConfirmed: string | null;
  validFrom: string[];
  validUntil: string[];
  tier: string | null;
  evidenceStatus: string[];
  underProgram: string[];
  barredBy: string[];
  touchedBy: string[];
  sources: string[];
}

export interface Holder {
  holder: string;
  body: string;
  acronym: string | null;
  partOf: string[];
  kind: string[];
  places: string[];
  system: boolean;
  generic: boolean;
  distance: number;
  within: string | null;
}

export interface Answer {
  flows: Flow[];
  holders: Holder[];
  counts: { flows: number; holders: number; bodies: number; documents: number; atLeast: boolean };
  truncated: boolean;
  question: { around: string[]; hops: number; carrying: string | null; asOf: string };
  searched: { flows: number; sources: number };
  labels: Record<string, string>;
}

export const CERTAINTIES = ["certain", "presumed", "possible", "impossible"] as const;
export type Certainty = (typeof CERTAINTIES)[number];

/** A holder in the picture, or a body with its parts. */
export interface Spot {
  id: string;
  label: string;
  short: string;
  /** The holders that it stands for. */
  holders: Holder[];
  system: boolean;
  generic: boolean;
  /** Whether the map begins here. */
  middle: boolean;
  /** Of a kind of body: the named ones of which all the same is said, and which it stands for in the picture. */
  named: string[];
  incoming: Line[];
  outgoing: Line[];
  x: number;
  y: number;
  r: number;
  /** On which side of it its label stands. */
  side: "left" | "right" | "below";
}

/** All flows from one spot to another, as one line. */
export interface Line {
  from: Spot;
  to: Spot;
  flows: Flow[];
  certainty: Certainty;
  barred: boolean;
  touched: boolean;
  every: boolean;
  /** Whether there is a line the other way, too. */
  paired: boolean;
}

export interface Network {
  spots: Spot[];
  lines: Line[];
  /** Flows that stay within one body, which are not drawn. */
  within: number;
}

/** The network of an answer: holders as they are, or `grouped` into the bodies that they are shown as.
 *
 * Grouped, a kind of body stands for the named ones as well, where the map does not begin at them: what is said of every
 * one of them is drawn once. */
export function networkOf(answer: Answer, grouped: boolean): Network {
  const spotOf = new Map<string, Spot>();
  const byId = new Map<string, Spot>();
  const acronyms = new Map(answer.holders.map((one) => [one.holder, one.acronym]));
  for (const holder of answer.holders) {
    const id = grouped ? (holder.within ?? holder.body) : holder.holder;
    let spot = byId.get(id);
    if (!spot) {
      const label = answer.labels[id] ?? id;
      spot = {
        id, label, short: shortened(label, acronyms.get(id) ?? null), holders: [], system: holder.system,
        generic: holder.generic, middle: false, named: [], incoming: [], outgoing: [], x: 0, y: 0, r: 0, side: "below",
      };
      byId.set(id, spot);
    }
    spot.holders.push(holder);
    spot.system = spot.system && holder.system && id === holder.holder;
    spot.generic = spot.generic && holder.generic;
    spot.middle = spot.middle || holder.distance === 0;
    spotOf.set(holder.holder, spot);
  }
  const lineOf = new Map<string, Line>();
  const endsOf = new Map(answer.flows.filter((flow) => flow.asEvery === null).map((flow) => [flow.flow, flow]));
  let within = 0;
  for (const flow of answer.flows) {
    if (grouped && flow.asEvery !== null && endsOf.has(flow.flow)) {
      const kind = spotOf.get(flow.asEvery);
      const ends = endsOf.get(flow.flow);
      const own = spotOf.get(flow.sender === ends?.sender ? flow.recipient : flow.sender);
      if (kind && own && !own.middle) {
        if (!kind.named.includes(own.label)) kind.named.push(own.label);
        continue;
      }
    }
    const from = spotOf.get(flow.sender);
    const to = spotOf.get(flow.recipient);
    if (!from || !to) continue;
    if (from === to) {
      within += 1;
      continue;
    }
    const key = `${from.id} ${to.id}`;
    let line = lineOf.get(key);
    if (!line) {
      line = { from, to, flows: [], certainty: "impossible", barred: true, touched: false, every: true, paired: false };
      lineOf.set(key, line);
      from.outgoing.push(line);
      to.incoming.push(line);
    }
    line.flows.push(flow);
    line.certainty = CERTAINTIES[Math.min(rank(line.certainty), rank(flow.certainty))] ?? "impossible";
    line.barred = line.barred && flow.barredBy.length > 0;
    line.touched = line.touched || flow.touchedBy.length > 0;
    line.every = line.every && flow.asEvery !== null;
  }
  for (const line of lineOf.values()) line.paired = lineOf.has(`${line.to.id} ${line.from.id}`);
  const spots = [...byId.values()].filter((spot) => spot.middle || spot.incoming.length || spot.outgoing.length);
  for (const spot of spots) {
    spot.r = radius(spot);
    if (spot.named.length) {
      spot.label += ` (${spot.named.length} named)`;
      spot.short += ` (${spot.named.length})`;
    }
  }
  return { spots, lines: [...lineOf.values()], within };
}

export function rank(certainty: Certainty): number {
  return CERTAINTIES.indexOf(certainty);
}

/** What a line carries, each category once. */
export function dataOf(line: Line, labels: Record<string, string>): string[] {
  return [...new Set(line.flows.flatMap((flow) => flow.carries))].map((iri) => labels[iri] ?? iri);
}

function radius(spot: Spot): number {
  const degree = spot.incoming.length + spot.outgoing.length;
  return Math.min(18, (spot.middle ? 7 : 4) + 1.1 * Math.sqrt(degree));
}

const LONGEST = 30;

function shortened(label: string, acronym: string | null): string {
  if (label.length <= LONGEST) return label;
  return acronym ?? `${label.slice(0, LONGEST - 1).trimEnd()}…`;
}
