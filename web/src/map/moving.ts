// Pointer, wheel and keys on the picture: what moves it, and what chooses in it.
import type { Line, Network, Spot } from "./answer";
import type { Drawing } from "./draw";

/** What happens to the map. */
export interface Moved {
  choose(thing: Spot | Line | null): void;
  /** The view is another one. */
  viewed(): void;
  /** All of it is to be seen. */
  all(): void;
  /** What one may do with what is chosen is to have the focus. */
  enter(): void;
}

const TOWARD: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
/** Pixels that a finger moves before it drags. */
const DRAGGED = 4;

/** Let a drawing be moved on its canvas. */
export function movable(canvas: HTMLCanvasElement, drawing: Drawing, acts: Moved): void {
  byPointer(canvas, drawing, acts);
  byKeys(canvas, drawing, acts);
}

function byPointer(canvas: HTMLCanvasElement, drawing: Drawing, { choose, viewed }: Moved): void {
  const fingers = new Map<number, { x: number; y: number }>();
  let dragged = 0;

  const placeOf = (event: { clientX: number; clientY: number }): { x: number; y: number } => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, placeOf(event));
    dragged = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const here = placeOf(event);
    const before = fingers.get(event.pointerId);
    if (!before) {
      const spot = event.pointerType === "touch" ? null : drawing.spotAt(here.x, here.y);
      canvas.classList.toggle("over", Boolean(spot));
      if (spot !== drawing.pointed) {
        drawing.pointed = spot;
        drawing.move();
      }
      return;
    }
    const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    if (other) {
      const was = Math.hypot(before.x - other.x, before.y - other.y) || 1;
      const is = Math.hypot(here.x - other.x, here.y - other.y) || 1;
      drawing.zoom(is / was, (here.x + other.x) / 2, (here.y + other.y) / 2);
      drawing.pan((here.x - before.x) / 2, (here.y - before.y) / 2);
      dragged += 10;
      viewed();
    } else {
      dragged += Math.hypot(here.x - before.x, here.y - before.y);
      if (dragged > DRAGGED) {
        drawing.pan(here.x - before.x, here.y - before.y);
        viewed();
      }
    }
    fingers.set(event.pointerId, here);
  });
  canvas.addEventListener("pointerup", (event) => {
    const here = placeOf(event);
    fingers.delete(event.pointerId);
    if (dragged <= DRAGGED) choose(drawing.spotAt(here.x, here.y) ?? drawing.lineAt(here.x, here.y));
  });
  canvas.addEventListener("pointercancel", (event) => fingers.delete(event.pointerId));
  canvas.addEventListener("pointerleave", () => {
    if (!drawing.pointed) return;
    drawing.pointed = null;
    drawing.soon();
  });
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return; // else the page scrolls
    event.preventDefault();
    const here = placeOf(event);
    drawing.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0022)), here.x, here.y);
    viewed();
  }, { passive: false });
}

function byKeys(canvas: HTMLCanvasElement, drawing: Drawing, { choose, viewed, all, enter }: Moved): void {
  const zoom = (by: number): void => {
    drawing.zoom(by);
    viewed();
  };
  canvas.addEventListener("keydown", (event) => {
    const toward = TOWARD[event.key];
    const spot = drawing.chosen && !("flows" in drawing.chosen) ? drawing.chosen : null;
    if (toward) {
      const { spots } = drawing.network;
      const next = spot ? beside(drawing.network, spot, toward) : (spots.find((one) => one.middle) ?? spots[0] ?? null);
      if (next) choose(next);
    } else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") all();
    else if (event.key === "Escape") choose(null);
    else if (event.key === "Enter" && spot) enter();
    else return;
    event.preventDefault();
  });
}

/** The nearest spot in a direction, those straight ahead before those aside. */
function beside(network: Network, spot: Spot, [dx, dy]: [number, number]): Spot | null {
  let best: Spot | null = null;
  let least = Infinity;
  for (const other of network.spots) {
    const [x, y] = [other.x - spot.x, other.y - spot.y];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (ahead <= 0.5 || aside > ahead * 3) continue;
    const far = ahead + 2 * aside;
    if (far < least) [best, least] = [other, far];
  }
  return best;
}
