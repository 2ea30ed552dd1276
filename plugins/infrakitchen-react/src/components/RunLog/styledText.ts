import Anser, { type AnserJsonEntry } from 'anser';
import {
  keepStyles,
  splitStyles,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';

/** Colours that texts of programs are shown in, in both themes. */
export type Colour =
  | 'red'
  | 'yellow'
  | 'green'
  | 'cyan'
  | 'blue'
  | 'magenta'
  | 'grey';

/** How a part of a line looks. */
export interface TextStyle {
  /** Absent for the colour of the line. */
  colour?: Colour;
  /** Brings the colour of its text along, so that this can be read. */
  background?: Colour;
  bold?: boolean;
  italic?: boolean;
  underline?: boolean;
  strikethrough?: boolean;
}

/** A part of a line in one style. */
export interface StyledPart {
  text: string;
  style: TextStyle;
}

/** Lines with more sequences are shown without styles; no program means them. */
const mostSequences = 1_000;

/**
 * Takes a line with the sequences of terminals apart. Each line begins without
 * a style, because its neighbours may be of other objects, or not be shown.
 */
export function toStyledParts(line: string): StyledPart[] {
  const text = keepStyles(line);
  const { plain, styles } = splitStyles(text);
  if (styles.length === 0 || styles.length > mostSequences) {
    return plain ? [{ text: plain, style: {} }] : [];
  }
  const parts: StyledPart[] = [];
  for (const entry of Anser.ansiToJson(text, { remove_empty: true })) {
    const style = toStyle(entry);
    const last = parts.at(-1);
    if (last && isSameStyle(last.style, style)) {
      last.text += entry.content;
    } else {
      parts.push({ text: entry.content, style });
    }
  }
  return parts;
}

function toStyle(entry: AnserJsonEntry): TextStyle {
  const has = (name: (typeof entry.decorations)[number]) =>
    entry.decorations.includes(name);
  // Of black and white, one cannot be seen in either theme.
  const background = entry.bg ? toColour(entry.bg) ?? 'grey' : undefined;
  const colour = toColour(entry.fg) ?? (has('dim') ? 'grey' : undefined);
  return {
    background,
    colour: background ? undefined : colour,
    bold: has('bold'),
    italic: has('italic'),
    underline: has('underline'),
    strikethrough: has('strikethrough'),
  };
}

function isSameStyle(one: TextStyle, other: TextStyle): boolean {
  return (
    one.colour === other.colour &&
    one.background === other.background &&
    one.bold === other.bold &&
    one.italic === other.italic &&
    one.underline === other.underline &&
    one.strikethrough === other.strikethrough
  );
}

/** Colours by where their hues end, in degrees. */
const hues: [number, Colour][] = [
  [20, 'red'],
  [75, 'yellow'],
  [165, 'green'],
  [200, 'cyan'],
  [265, 'blue'],
  [330, 'magenta'],
  [360, 'red'],
];

/**
 * The colour that is like one of a terminal's 16 million. Black and white are
 * the text's own: one of them cannot be read in either theme.
 */
function toColour(rgb: string | null): Colour | undefined {
  if (!rgb) {
    return undefined;
  }
  const [red, green, blue] = rgb.split(',').map(Number);
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  if (range < most / 5 || range < 20) {
    return most > 50 && most < 170 ? 'grey' : undefined;
  }
  let sixth = 4 + (red - green) / range;
  if (most === red) {
    sixth = ((green - blue) / range + 6) % 6;
  } else if (most === green) {
    sixth = 2 + (blue - red) / range;
  }
  return hues.find(([end]) => sixth * 60 <= end)?.[1];
}
