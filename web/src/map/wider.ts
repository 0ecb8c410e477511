// The networks by which a net is placed: all that is known around its things, on any day and with no other filter. So a
// body has the same place whatever is asked, and whoever opens the same address sees it there.
import { aroundOf } from "./address";
import { type Answer, type Network, networkOf } from "./answer";

/** Things around which flows are asked are taken in one by one, up to so many: what was there first stays. */
const MOST_STEPS = 4;
/** In a graph of more, nothing is placed by all that is known in or through it: to ask for that takes too long. */
const MOST_FLOWS = 3000;

const asked = new Map<string, Promise<Answer | null>>();

/** The networks that hold that of a question, the smallest first; none where they are large or cannot be had. */
export async function widerOf(question: URLSearchParams, answer: Answer, grouped: boolean): Promise<Network[]> {
  const far = !question.has("thing") || (question.get("hops") ?? "1") !== "1";
  if (far && answer.searched.flows > MOST_FLOWS) return [];
  const found = await Promise.all(steps(question).map(answered));
  return found.flatMap((one) => (one && !one.truncated ? [networkOf(one, grouped)] : []));
}

/** The questions about all that is known: around the first thing, then around one more each time, then farther. */
function steps(question: URLSearchParams): URLSearchParams[] {
  const things = question.getAll("thing");
  const hops = question.get("hops") ?? "1";
  const first = Math.max(1, things.length - MOST_STEPS + 1);
  const told = things.length ? things.slice(first - 1).map((_, place) => all(things.slice(0, first + place), "1")) : [all([], "1")];
  return hops === "1" ? told : [...told, all(things, hops)];
}

function all(things: string[], hops: string): URLSearchParams {
  const told = new URLSearchParams(things.map((thing) => ["thing", thing]));
  if (hops !== "1") told.set("hops", hops);
  told.set("certainty", "impossible");
  return told;
}

function answered(question: URLSearchParams): Promise<Answer | null> {
  const address = `${aroundOf(question)}&format=json`;
  let answer = asked.get(address);
  if (!answer) {
    answer = fetch(address).then((told) => (told.ok ? (told.json() as Promise<Answer>) : null), () => null);
    asked.set(address, answer);
  }
  return answer;
}
