/** The programme's colour, darkened until it is readable on white (WCAG 2.2: 4.5 to 1). */

const ENOUGH = 4.5;

export function dress(root: HTMLElement, colour: string): void {
  const rgb = parse(colour);
  if (!rgb) return;
  const brand = readable(rgb);
  root.style.setProperty("--brand", text(brand));
  root.style.setProperty("--brand-dark", text(mixed(brand, [0, 0, 0], 0.25)));
  root.style.setProperty("--brand-soft", text(mixed(brand, [255, 255, 255], 0.92)));
}

/** Returns the colour itself, or the nearest darker shade that is readable on white. */
export function readable(rgb: Rgb): Rgb {
  let shade = rgb;
  while (contrastOnWhite(shade) < ENOUGH) shade = darker(shade);
  return shade;
}

export type Rgb = readonly [number, number, number];

export function parse(colour: string): Rgb | undefined {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  if (!found) return undefined;
  const [, red = "0", green = "0", blue = "0"] = found;
  return [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)];
}

export function contrastOnWhite(rgb: Rgb): number {
  const [red, green, blue] = rgb.map(linear) as [number, number, number];
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

function linear(channel: number): number {
  const part = channel / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

/** Mixes two colours. CSS's `color-mix` is too recent for the phones we support. */
function mixed(rgb: Rgb, other: Rgb, share: number): Rgb {
  const mix = (from: number, to: number) => Math.round(from + (to - from) * share);
  return [mix(rgb[0], other[0]), mix(rgb[1], other[1]), mix(rgb[2], other[2])];
}

function darker([red, green, blue]: Rgb): Rgb {
  return [Math.floor(red * 0.95), Math.floor(green * 0.95), Math.floor(blue * 0.95)];
}

function text(rgb: Rgb): string {
  return `rgb(${rgb.join(" ")})`;
}
