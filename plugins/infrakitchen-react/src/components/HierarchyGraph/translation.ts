import {
  createTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';

/**
 * Texts of {@link HierarchyGraph}.
 *
 * @public
 */
export const hierarchyGraphTranslationRef = createTranslationRef({
  id: 'infrakitchen-react.hierarchy-graph',
  messages: {
    hierarchyGraph: {
      view: 'View of the hierarchy',
      graph: 'Graph',
      list: 'List',
      truncated: 'The hierarchy is large: only a part of it is shown',
    },
    canvas: {
      controls: 'Control Panel',
      zoomIn: 'Zoom In',
      zoomOut: 'Zoom Out',
      fitView: 'Fit View',
      label: 'Hierarchy graph',
      map: 'Map of the graph',
      arranging_one: 'Arranging {{count}} node …',
      arranging_other: 'Arranging {{count}} nodes …',
      isAbove: '{{parent}} is above {{child}}',
      takesFrom: '{{target}} takes {{values}} of {{source}}',
    },
    legend: {
      lines: 'Lines',
      parentAboveChild: 'Parent above child',
      outputFeedsVariable: 'Output feeds a variable',
      references: 'References',
    },
    list: {
      label: 'Hierarchy',
      seeAbove: '(see above)',
      nothingFound: 'Nothing in the hierarchy is like that',
      takes: 'takes {{values}} of {{source}}',
    },
    node: {
      expand: 'Expand {{name}}',
      collapse: 'Collapse {{name}}',
      actions: 'Actions of {{name}}',
      abstract: 'abstract',
      disabled: 'disabled',
      staleInputs: 'stale inputs',
      drifted: 'drifted',
    },
    toolbar: {
      search: 'Find in the hierarchy',
      searchPlaceholder: 'Name or template',
      filter: 'Point out',
      found_one: '{{count}} found',
      found_other: '{{count}} found',
      collapseAll: 'Collapse',
      expandAll: 'Expand',
      export: 'Export',
      asSvg: 'As SVG',
      asPng: 'As PNG',
    },
    filter: {
      all: 'All',
      stale: 'Stale inputs',
      drifted: 'Drifted',
      failed: 'Failed or unknown',
      working: 'Being worked on',
      waiting: 'Waiting for approval',
    },
  },
});

/** Gives a text in the language of who looks at it. */
export type Translate = TranslationFunction<
  typeof hierarchyGraphTranslationRef.T
>;
