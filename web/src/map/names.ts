// Names in a picture: in lines, and where they do not overlap.

/** A name in lines of some 22 letters. */
export function wrapped(text: string, most = 22): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Boxes that do not overlap, found by the squares of a grid. */
export class Boxes {
  private readonly squares = new Map<string, [number, number, number, number][]>();

  meets(x0: number, y0: number, x1: number, y1: number): boolean {
    const met = keysOf(x0, y0, x1, y1).flatMap((key) => this.squares.get(key) ?? []);
    return met.some(([a, b, c, d]) => a < x1 && c > x0 && b < y1 && d > y0);
  }

  take(x0: number, y0: number, x1: number, y1: number): void {
    for (const key of keysOf(x0, y0, x1, y1)) this.squares.set(key, [...(this.squares.get(key) ?? []), [x0, y0, x1, y1]]);
  }
}

function keysOf(x0: number, y0: number, x1: number, y1: number): string[] {
  const keys: string[] = [];
  for (let x = Math.floor(x0 / 64); x <= Math.floor(x1 / 64); x += 1) {
    for (let y = Math.floor(y0 / 32); y <= Math.floor(y1 / 32); y += 1) keys.push(`${x} ${y}`);
  }
  return keys;
}
