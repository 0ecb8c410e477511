// What of a network is on the screen, and where: moved, zoomed, and found again under a pointer.
import type { Line, Network, Spot } from "./answer";
import { type Curve, bounds, curveOf, distanceTo } from "./geometry";
import type { Layout } from "./layout";

export interface View {
  /** Pixels of the screen for one of the network. */
  k: number;
  x: number;
  y: number;
}

export abstract class Viewport {
  readonly view: View = { k: 1, x: 0, y: 0 };
  network: Network = { spots: [], lines: [], within: 0 };
  layout: Layout = "net";
  width = 0;
  height = 0;
  protected curves = new Map<Line, Curve>();

  /** What is to be done when the view is another one. */
  abstract move(): void;

  protected look(network: Network, layout: Layout): void {
    this.network = network;
    this.layout = layout;
    this.curves = new Map(network.lines.map((line) => [line, curveOf(line, layout)]));
  }

  /** Show all of it. */
  fit(): void {
    if (this.layout === "sides") {
      Object.assign(this.view, { k: 1, x: 0, y: 0 });
      return;
    }
    const { x0, y0, x1, y1 } = bounds(this.network.spots);
    const k = Math.min(1.15, (this.width - Math.min(200, this.width * 0.2)) / (x1 - x0), (this.height - 20) / (y1 - y0));
    Object.assign(this.view, { k, x: this.width / 2 - (k * (x0 + x1)) / 2, y: this.height / 2 - (k * (y0 + y1)) / 2 });
  }

  zoom(by: number, x = this.width / 2, y = this.height / 2): void {
    const k = Math.min(8, Math.max(0.02, this.view.k * by));
    const real = k / this.view.k;
    Object.assign(this.view, { k, x: x - (x - this.view.x) * real, y: y - (y - this.view.y) * real });
    this.move();
  }

  pan(dx: number, dy: number): void {
    this.view.x += dx;
    this.view.y += dy;
    this.move();
  }

  centre(spot: Spot): void {
    this.view.x = this.width / 2 - spot.x * this.view.k;
    this.view.y = this.height / 2 - spot.y * this.view.k;
  }

  /** Whether a spot is in view. */
  sees(spot: Spot): boolean {
    const [x, y] = this.place(spot);
    return x > 0 && y > 0 && x < this.width && y < this.height;
  }

  spotAt(x: number, y: number): Spot | null {
    let found: Spot | null = null;
    let least = Infinity;
    for (const spot of this.network.spots) {
      const [sx, sy] = this.place(spot);
      const far = Math.hypot(sx - x, sy - y) - this.radius(spot);
      if (far < Math.min(7, least)) [found, least] = [spot, far];
    }
    return found;
  }

  lineAt(x: number, y: number): Line | null {
    const { k } = this.view;
    let found: Line | null = null;
    let least = 6 / k;
    for (const line of this.network.lines) {
      const curve = this.curves.get(line);
      const far = curve ? distanceTo(curve, (x - this.view.x) / k, (y - this.view.y) / k) : Infinity;
      if (far < least) [found, least] = [line, far];
    }
    return found;
  }

  protected place(spot: Spot): [number, number] {
    return [spot.x * this.view.k + this.view.x, spot.y * this.view.k + this.view.y];
  }

  protected radius(spot: Spot): number {
    return Math.max(1.2, spot.r * Math.min(1.6, this.layout === "sides" ? 1 : this.view.k));
  }
}
