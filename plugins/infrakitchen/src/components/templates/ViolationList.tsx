import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { Alert, Button, Flex, Link, Text } from '@backstage/ui';
import type {
  Violation,
  ViolationPage,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import {
  DataTable,
  useAsyncData,
  type DataColumn,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { Loaded, useAction, useLinks, WriteError } from '../shared';
import { templatesTranslationRef } from './translation';

type Row = Violation & { id: string };

/**
 * Resources with what they break, stretch by stretch. Give it a `key` of what
 * is asked for.
 */
export function ViolationList(props: {
  load: (cursor?: string, signal?: AbortSignal) => Promise<ViolationPage>;
  /** What is said where nothing is broken. */
  fine: string;
}) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { load, fine } = props;
  const first = useAsyncData(signal => load(undefined, signal), []);
  const action = useAction();
  const [further, setFurther] = useState<ViolationPage[]>([]);
  return (
    <Loaded
      data={first}
      errorTitle={t('violationList.theResourcesCannotBeChecked')}
    >
      {page => {
        const pages = [page, ...further];
        const items = pages.flatMap(one => one.items);
        const checked = pages.reduce((sum, one) => sum + one.checked, 0);
        const cursor = pages.at(-1)?.nextCursor;
        return (
          <Flex direction="column" gap="3">
            <Summary
              broken={items.length}
              checked={checked}
              fine={fine}
              isAll={!cursor}
            />
            {items.length > 0 && <Violations items={items} />}
            <WriteError
              error={action.error}
              title={t('violationList.theNextResourcesCannotBe')}
            />
            {cursor && (
              <div>
                <Button
                  variant="secondary"
                  isPending={action.pending === 'more'}
                  onPress={() =>
                    action.run('more', async () => {
                      const next = await load(cursor);
                      setFurther(old => [...old, next]);
                    })
                  }
                >
                  {t('violationList.checkFurtherResources')}
                </Button>
              </div>
            )}
          </Flex>
        );
      }}
    </Loaded>
  );
}

function Summary(props: {
  broken: number;
  checked: number;
  fine: string;
  isAll: boolean;
}) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { broken, checked, fine, isAll } = props;
  const looked = t(
    isAll ? 'violationList.resourcesChecked' : 'violationList.checkedSoFar',
    { count: checked },
  );
  return (
    <Alert
      status={broken > 0 ? 'warning' : 'success'}
      icon
      title={
        broken > 0
          ? t('violationList.resourcesBreakSomething', { count: broken })
          : fine
      }
      description={looked}
    />
  );
}

function Violations(props: { items: Violation[] }) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const links = useLinks();
  const columns: DataColumn<Row>[] = [
    {
      id: 'resource',
      label: t('violationList.resource'),
      render: ({ resource }) => (
        <Link href={links.resource(resource.id)}>{resource.name}</Link>
      ),
    },
    {
      id: 'version',
      label: t('violationList.version'),
      render: ({ version }) => version?.ref ?? '–',
    },
    {
      id: 'errors',
      label: t('violationList.whatItBreaks'),
      render: ({ errors }) => (
        <ul style={{ margin: 0, paddingInlineStart: '1.2em' }}>
          {errors.map(({ message }, index) => (
            <li key={index}>
              <Text style={{ overflowWrap: 'anywhere' }}>{message}</Text>
            </li>
          ))}
        </ul>
      ),
    },
  ];
  return (
    <DataTable
      label={t('violationList.resourcesThatBreakSomething')}
      columns={columns}
      items={props.items.map(item => ({ ...item, id: item.resource.id }))}
    />
  );
}
