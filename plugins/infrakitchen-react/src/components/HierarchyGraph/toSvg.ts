import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { NODE_HEIGHT, NODE_WIDTH, type Positions } from './layout';

const MARGIN = 24;
const LONGEST_NAME = 28;

/** Colours of a picture, which knows nothing of the portal's theme. */
const colours = {
  background: '#ffffff',
  edge: '#8a8a8a',
  node: '#f5f5f5',
  border: '#8a8a8a',
  text: '#1a1a1a',
  detail: '#595959',
};

/** A hierarchy as a picture, all of it, for documents and tickets. */
export function toSvg(tree: Tree, positions: Positions): string {
  const placed = tree.nodes.flatMap(node => {
    const at = positions.get(node.id);
    return at ? [{ node, ...at }] : [];
  });
  const width = Math.max(0, ...placed.map(({ x }) => x + NODE_WIDTH));
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
    ...placed.flatMap(({ node, x, y }) => nodeOf(node, x, y)),
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

function nodeOf(node: Tree['nodes'][number], x: number, y: number): string[] {
  const detail = [
    node.templateName,
    node.state,
    node.status,
    node.staleInputs && 'stale inputs',
  ].filter(Boolean);
  return [
    `<rect x="${x}" y="${y}" width="${NODE_WIDTH}" height="${NODE_HEIGHT}" rx="6" fill="${colours.node}" stroke="${colours.border}"/>`,
    `<text x="${x + 12}" y="${
      y + 30
    }" font-size="14" font-weight="bold" fill="${colours.text}">${escaped(
      shortened(node.name),
    )}</text>`,
    `<text x="${x + 12}" y="${y + 52}" font-size="11" fill="${
      colours.detail
    }">${escaped(shortened(detail.join(' · '), 38))}</text>`,
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
