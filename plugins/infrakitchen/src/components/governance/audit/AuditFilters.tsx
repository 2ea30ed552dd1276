import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { parseDate } from '@internationalized/date';
import { Button, DatePicker, Flex, Select } from '@backstage/ui';
import { PrincipalField, type ListParams } from '../../shared';
import { TextFilter } from './TextFilter';
import { governanceTranslationRef } from '../translation';
import { useLabels } from '../../shared/useLabels';

const ALL = 'all';

const entityKinds = [
  'resource',
  'template',
  'version',
  'project',
  'run',
  'cascade',
  'integration',
  'secret',
  'storage',
  'workspace',
  'grant',
  'approval_rule',
  'audit',
];
const outcomes = ['succeeded', 'refused', 'failed'];

const toOptions = (all: string, names: string[]) => [
  { id: ALL, label: all },
  ...names.map(name => ({ id: name, label: name.replace(/_/g, ' ') })),
];

/** What people type into keeps its width, and goes to the next line instead. */
const typed = { flex: '1 1 12rem', minWidth: '12rem' } as const;

/** Narrows the trail down; all of it stands in the URL. */
export function AuditFilters(props: { params: ListParams }) {
  const { t } = useTranslationRef(governanceTranslationRef);
  const labels = useLabels();
  const { params } = props;
  const actor = params.get('actor');
  return (
    <Flex
      gap="3"
      align="end"
      style={{ flexWrap: 'wrap' }}
      role="search"
      aria-label={t('auditFilters.filterTheAuditTrail')}
    >
      <Choice
        params={params}
        name="entityKind"
        label={t('auditFilters.about')}
        options={toOptions(t('auditFilters.everything'), entityKinds)}
      />
      <Choice
        params={params}
        name="outcome"
        label={t('auditFilters.outcome')}
        options={toOptions(t('auditFilters.allOutcomes'), outcomes)}
      />
      <div style={typed}>
        <PrincipalField
          label={t('auditFilters.who')}
          value={actor ? { id: actor, label: labels.actor(actor) } : undefined}
          onChange={option => params.set('actor', option?.id ?? '')}
        />
      </div>
      <div style={typed}>
        <TextFilter
          label={t('auditFilters.action')}
          placeholder={t('auditFilters.suchAsRunApproved')}
          value={params.get('action')}
          onChange={action => params.set('action', action)}
        />
      </div>
      <Day params={params} name="from" label={t('auditFilters.from')} />
      <Day
        params={params}
        name="to"
        label={t('auditFilters.upToAndIncluding')}
      />
      {params.key && (
        <Button variant="secondary" onPress={params.clear}>
          {t('auditFilters.clearTheFilter')}
        </Button>
      )}
    </Flex>
  );
}

function Choice(props: {
  params: ListParams;
  name: string;
  label: string;
  options: Array<{ id: string; label: string }>;
}) {
  const { params, name, label, options } = props;
  return (
    <Select
      label={label}
      options={options}
      value={params.get(name) || ALL}
      onChange={key => params.set(name, key === ALL ? '' : String(key))}
    />
  );
}

function Day(props: { params: ListParams; name: string; label: string }) {
  const { params, name, label } = props;
  return (
    <DatePicker
      label={label}
      value={toDate(params.get(name))}
      onChange={date => params.set(name, date ? date.toString() : '')}
    />
  );
}

/** A date that somebody wrote into the URL may be none. */
function toDate(text: string) {
  try {
    return text ? parseDate(text) : null;
  } catch {
    return null;
  }
}
