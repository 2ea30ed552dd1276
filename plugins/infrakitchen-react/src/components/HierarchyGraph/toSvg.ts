import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import type { ChipTone } from '../Chip';
import { describeResource } from '../ResourceStatus/describeResource';
import { referenceText } from './graph';
import { NODE_HEIGHT, NODE_WIDTH, type Positions } from './layout';
import type { NodeTexts } from './nodeTexts';

const MARGIN = 24;
const LONGEST_NAME = 28;
const LONGEST_DETAIL = 38;
/** How far references reach out. */
const BESIDE = 60;

/** Colours of a picture, which knows nothing of the portal's theme. */
const colours = {
  background: '#ffffff',
  edge: '#8a8a8a',
  reference: '#1f6feb',
  node: '#f5f5f5',
  border: '#8a8a8a',
  text: '#1a1a1a',
  detail: '#595959',
};

const tones: Record<ChipTone, string> = {
  neutral: colours.detail,
  info: '#1f4f99',
  success: '#0b6b35',
  warning: '#8a4b00',
  danger: '#a4161a',
};

/** A hierarchy as a picture, all of it, for documents and tickets. */
export function toSvg(
  texts: NodeTexts,
  tree: Tree,
  positions: Positions,
): string {
  const placed = tree.nodes.flatMap(node => {
    const at = positions.get(node.id);
    return at ? [{ node, ...at }] : [];
  });
  const beside = tree.references?.length ? BESIDE : 0;
  const width = Math.max(0, ...placed.map(({ x }) => x + NODE_WIDTH)) + beside;
  const height = Math.max(0, ...placed.map(({ y }) => y + NODE_HEIGHT));
  const size = { width: width + 2 * MARGIN, height: height + 2 * MARGIN };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${
      size.height
    }" viewBox="${-MARGIN} ${-MARGIN} ${size.width} ${
      size.height
    }" font-family="sans-serif">`,
    `<rect x="${-MARGIN}" y="${-MARGIN}" width="${size.width}" height="${
      size.height
    }" fill="${colours.background}"/>`,
    ...tree.edges.flatMap(({ parentId, childId }) => {
      const from = positions.get(parentId);
      const to = positions.get(childId);
      return from && to ? [edgeOf(from, to)] : [];
    }),
    ...(tree.references ?? []).flatMap(reference => {
      const from = positions.get(reference.sourceId);
      const to = positions.get(reference.targetId);
      return from && to
        ? [referenceOf(from, to, referenceText(reference))]
        : [];
    }),
    ...placed.flatMap(({ node, x, y }) => nodeOf(texts, node, x, y)),
    '</svg>',
  ].join('\n');
}

function edgeOf(
  from: { x: number; y: number },
  to: { x: number; y: number },
): string {
  const [x1, y1] = [from.x + NODE_WIDTH / 2, from.y + NODE_HEIGHT];
  const [x2, y2] = [to.x + NODE_WIDTH / 2, to.y];
  const middle = (y1 + y2) / 2;
  return `<path d="M${x1},${y1} C${x1},${middle} ${x2},${middle} ${x2},${y2}" fill="none" stroke="${colours.edge}"/>`;
}

/** From beside one node to beside the other, as on the canvas. */
function referenceOf(
  from: { x: number; y: number },
  to: { x: number; y: number },
  text: string,
): string {
  const [x1, y1] = [from.x + NODE_WIDTH, from.y + NODE_HEIGHT / 2];
  const [x2, y2] = [to.x + NODE_WIDTH, to.y + NODE_HEIGHT / 2];
  const x = Math.max(x1, x2) + BESIDE;
  return `<path d="M${x1},${y1} C${x},${y1} ${x},${y2} ${x2},${y2}" fill="none" stroke="${
    colours.reference
  }" stroke-dasharray="6 4"><title>${escaped(text)}</title></path>`;
}

function nodeOf(
  { t, tStatus }: NodeTexts,
  node: Tree['nodes'][number],
  x: number,
  y: number,
): string[] {
  const { state, status, templateName, abstract } = node;
  const view = state && status && describeResource(tStatus, state, status);
  const kind = [templateName, abstract && t('node.abstract')].filter(Boolean);
  const marks = [
    view?.label,
    node.staleInputs && t('node.staleInputs'),
    node.drifted && t('node.drifted'),
    node.enabled === false && t('node.disabled'),
  ].filter(Boolean);
  const line = (text: string, at: number, look: string) =>
    `<text x="${x + 12}" y="${y + at}" ${look}>${escaped(text)}</text>`;
  return [
    `<rect x="${x}" y="${y}" width="${NODE_WIDTH}" height="${NODE_HEIGHT}" rx="6" fill="${colours.node}" stroke="${colours.border}"/>`,
    line(
      shortened(node.name),
      24,
      `font-size="14" font-weight="bold" fill="${colours.text}"`,
    ),
    line(
      shortened(kind.join(' · '), LONGEST_DETAIL),
      42,
      `font-size="11" fill="${colours.detail}"`,
    ),
    line(
      shortened(marks.join(' · '), LONGEST_DETAIL),
      60,
      `font-size="11" fill="${tones[view?.tone ?? 'neutral']}"`,
    ),
  ];
}

function shortened(text: string, longest = LONGEST_NAME): string {
  const letters = [...text];
  return letters.length <= longest
    ? text
    : `${letters.slice(0, longest - 1).join('')}…`;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return (
    text
      // XML has no way to write these at all.
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u001f\ufffe\uffff]/g, ' ')
      .replace(/[&<>"']/g, letter => entities[letter])
  );
}
