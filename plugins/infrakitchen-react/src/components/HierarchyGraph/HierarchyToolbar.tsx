import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { nodeFilters, type HierarchyFilter } from './graph';
import { hierarchyGraphTranslationRef } from './translation';

/** Search, filter, folding and pictures of a hierarchy. */
export function HierarchyToolbar(props: {
  search: string;
  onSearch: (text: string) => void;
  /** Goes to the next node that is found. */
  onNext: () => void;
  filter: HierarchyFilter;
  onFilter: (filter: HierarchyFilter) => void;
  /** Where nodes have no state there is nothing to filter by. */
  hasStates: boolean;
  /** Nodes that stand out, where any are looked for. */
  found: number | undefined;
  canCollapse: boolean;
  onCollapseAll: () => void;
  onExpandAll: () => void;
  /** Absent where there is no picture. */
  onExport?: (format: 'svg' | 'png') => void;
}) {
  const { t } = useTranslationRef(hierarchyGraphTranslationRef);
  const { search, filter, found, onExport } = props;
  return (
    <Flex gap="3" align="end" style={{ flexWrap: 'wrap' }}>
      <SearchField
        label={t('toolbar.search')}
        placeholder={t('toolbar.searchPlaceholder')}
        value={search}
        onChange={props.onSearch}
        onSubmit={props.onNext}
        style={{ flex: '1 1 200px' }}
      />
      {props.hasStates && (
        <Select
          label={t('toolbar.filter')}
          options={nodeFilters.map(each => ({
            value: each,
            label: t(`filter.${each}`),
          }))}
          value={filter}
          onChange={key => props.onFilter(key as HierarchyFilter)}
        />
      )}
      {found !== undefined && (
        <Text role="status" color="secondary">
          {t('toolbar.found', { count: found })}
        </Text>
      )}
      {props.canCollapse && (
        <Flex gap="2">
          <Button
            variant="secondary"
            size="small"
            onPress={props.onCollapseAll}
          >
            {t('toolbar.collapseAll')}
          </Button>
          <Button variant="secondary" size="small" onPress={props.onExpandAll}>
            {t('toolbar.expandAll')}
          </Button>
        </Flex>
      )}
      {onExport && (
        <MenuTrigger>
          <Button
            variant="secondary"
            size="small"
            iconStart={<RiDownloadLine />}
          >
            {t('toolbar.export')}
          </Button>
          <Menu>
            <MenuItem onAction={() => onExport('svg')}>
              {t('toolbar.asSvg')}
            </MenuItem>
            <MenuItem onAction={() => onExport('png')}>
              {t('toolbar.asPng')}
            </MenuItem>
          </Menu>
        </MenuTrigger>
      )}
    </Flex>
  );
}
