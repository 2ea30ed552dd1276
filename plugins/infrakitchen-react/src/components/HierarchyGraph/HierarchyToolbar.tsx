import {
  Button,
  Flex,
  Menu,
  MenuItem,
  MenuTrigger,
  SearchField,
  Select,
  Text,
} from '@backstage/ui';
import { RiDownloadLine } from '@remixicon/react';
import type { NodeFilter } from './graph';

const filterLabels: Record<NodeFilter, string> = {
  all: 'All',
  stale: 'Stale inputs',
  drifted: 'Drifted',
  failed: 'Failed or unknown',
  working: 'Being worked on',
  waiting: 'Waiting for approval',
};

/** Search, filter, folding and pictures of the canvas. */
export function HierarchyToolbar(props: {
  search: string;
  onSearch: (text: string) => void;
  /** Goes to the next node that is found. */
  onNext: () => void;
  filter: NodeFilter;
  onFilter: (filter: NodeFilter) => void;
  /** Where nodes have no state there is nothing to filter by. */
  hasStates: boolean;
  /** Nodes that stand out, where any are looked for. */
  found: number | undefined;
  canCollapse: boolean;
  onCollapseAll: () => void;
  onExpandAll: () => void;
  onExport: (format: 'svg' | 'png') => void;
}) {
  const { search, filter, found } = props;
  return (
    <Flex gap="3" align="end" style={{ flexWrap: 'wrap' }}>
      <SearchField
        label="Find in the graph"
        placeholder="Name or template"
        value={search}
        onChange={props.onSearch}
        onSubmit={props.onNext}
        style={{ flex: '1 1 200px' }}
      />
      {props.hasStates && (
        <Select
          label="Point out"
          options={Object.entries(filterLabels).map(([value, label]) => ({
            value,
            label,
          }))}
          value={filter}
          onChange={key => props.onFilter(key as NodeFilter)}
        />
      )}
      {found !== undefined && (
        <Text role="status" color="secondary">
          {found === 1 ? '1 found' : `${found} found`}
        </Text>
      )}
      {props.canCollapse && (
        <Flex gap="2">
          <Button
            variant="secondary"
            size="small"
            onPress={props.onCollapseAll}
          >
            Collapse
          </Button>
          <Button variant="secondary" size="small" onPress={props.onExpandAll}>
            Expand
          </Button>
        </Flex>
      )}
      <MenuTrigger>
        <Button variant="secondary" size="small" iconStart={<RiDownloadLine />}>
          Export
        </Button>
        <Menu>
          <MenuItem onAction={() => props.onExport('svg')}>As SVG</MenuItem>
          <MenuItem onAction={() => props.onExport('png')}>As PNG</MenuItem>
        </Menu>
      </MenuTrigger>
    </Flex>
  );
}
