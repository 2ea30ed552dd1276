import type { Tree } from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { textsOf } from '../../__testUtils__/translation';
import { resourceStatusTranslationRef } from '../ResourceStatus/translation';
import { layoutInputOf, layoutTree } from './layout';
import { toSvg } from './toSvg';
import { hierarchyGraphTranslationRef } from './translation';

const words = {
  t: textsOf(hierarchyGraphTranslationRef),
  tStatus: textsOf(resourceStatusTranslationRef),
};

const tree: Tree = {
  rootId: '1',
  truncated: false,
  nodes: [
    { id: '1', name: '<script>alert("x")</script>&', abstract: true },
    {
      id: '2',
      name: `long ${'😀'.repeat(60)}\u0000`,
      abstract: false,
      templateName: "it's",
      state: 'provisioned',
      status: 'done',
      staleInputs: true,
    },
  ],
  edges: [{ parentId: '1', childId: '2' }],
};

describe('toSvg', () => {
  it('is well-formed, holds every node and edge, and nothing that runs', () => {
    const svg = toSvg(words, tree, layoutTree(layoutInputOf(tree)));
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
    expect(parsed.querySelector('parsererror')).toBeNull();
    expect(parsed.querySelectorAll('script')).toHaveLength(0);
    expect(parsed.querySelectorAll('path')).toHaveLength(1);
    const texts = [...parsed.querySelectorAll('text')].map(
      ({ textContent }) => textContent,
    );
    expect(texts[0]).toBe('<script>alert("x")</script>&');
    expect(texts.slice(4)).toEqual(["it's", 'Provisioned · stale inputs']);
  });

  it('draws references apart, with what they are about', () => {
    const references = [
      {
        sourceId: '1',
        targetId: '2',
        uses: [{ output: '<id>', variable: 'net' }],
      },
    ];
    const svg = toSvg(
      words,
      { ...tree, references },
      layoutTree(layoutInputOf(tree)),
    );
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
    const [drawn] = parsed.querySelectorAll('path[stroke-dasharray]');
    expect(drawn.querySelector('title')!.textContent).toBe('<id> → net');
    const reach = Number(/C([\d.]+),/.exec(drawn.getAttribute('d')!)![1]);
    const [, , width] = parsed.documentElement
      .getAttribute('viewBox')!
      .split(' ');
    expect(reach).toBeLessThan(Number(width));
  });

  it('leaves out what has no place', () => {
    expect(toSvg(words, tree, new Map())).not.toContain('<text');
  });
});
