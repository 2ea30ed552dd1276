import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useMemo, useState } from 'react';
import { Flex, SearchField, Switch, Text } from '@backstage/ui';
import type { JsonValue } from '@backstage/types';
import type { RJSFSchema } from '@rjsf/utils';
import type {
  ResourceLink,
  ValueError,
  VersionSchema,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { EmptyState } from '../EmptyState';
import { hintsOf, propertiesOf } from './schema';
import {
  isInherited,
  requiredNames,
  variableProblems,
  type VariablesFormValue,
} from './validateVariables';
import { VariableField } from './VariableField';
import styles from './VariablesForm.module.css';
import { variablesFormTranslationRef, type Translate } from './translation';

/** Props of {@link VariablesForm}. @public */
export interface VariablesFormProps {
  versionSchema: VersionSchema;
  value: VariablesFormValue;
  onChange: (value: VariablesFormValue) => void;
  /** Sensitive variables that have a stored value. */
  storedSensitive?: string[];
  /** The resource was provisioned, so frozen variables are locked. */
  frozenLocked?: boolean;
  /** Shows what is wrong, also where nothing was typed yet. */
  showErrors?: boolean;
  /** What the server refused. */
  serverErrors?: ValueError[];
  resourceHref?: (resource: ResourceLink) => string;
}

const none = {};

/** From this number on there is a search. */
const SEARCH_FROM = 8;

/**
 * Form of a version's variables. Inherited values stay inherited unless
 * somebody sets an own value: what is not touched is not in the result.
 *
 * @public
 */
export function VariablesForm(props: VariablesFormProps) {
  const { t } = useTranslationRef(variablesFormTranslationRef);
  const { versionSchema, value, onChange, storedSensitive = [] } = props;
  const [search, setSearch] = useState('');
  const [onlyNeeded, setOnlyNeeded] = useState(false);
  const properties = useMemo(
    () => propertiesOf(versionSchema.schema as RJSFSchema),
    [versionSchema],
  );
  const required = useMemo(
    () => new Set(requiredNames(versionSchema)),
    [versionSchema],
  );
  const problems = variableProblems(t, versionSchema, value, storedSensitive);
  const names = Object.keys(properties);
  const variableOf = (name: string) =>
    versionSchema.variables.find(variable => variable.name === name);
  const shown = names
    .filter(name =>
      [name, properties[name].title ?? '']
        .join(' ')
        .toLowerCase()
        .includes(search.trim().toLowerCase()),
    )
    .filter(
      name =>
        !onlyNeeded || (required.has(name) && !isInherited(variableOf(name))),
    );

  const setValue = (name: string, next: JsonValue | undefined) => {
    const { [name]: _old, ...rest } = value.values;
    onChange({
      ...value,
      values: next === undefined ? rest : { ...rest, [name]: next },
    });
  };

  /** A value that is taken away is not set anew at the same time. */
  const setRemoved = (name: string, removed: boolean) => {
    const { [name]: _old, ...rest } = value.values;
    const others = value.unsetSensitive.filter(other => other !== name);
    onChange({
      values: rest,
      unsetSensitive: removed ? [...others, name] : others,
    });
  };

  if (names.length === 0) {
    return (
      <EmptyState
        title={t('variablesForm.emptyTitle')}
        description={t('variablesForm.emptyDescription')}
      />
    );
  }
  return (
    <Flex direction="column" gap="3">
      {names.length >= SEARCH_FROM && (
        <Flex align="end" gap="3" style={{ flexWrap: 'wrap' }}>
          <SearchField
            label={t('variablesForm.search')}
            value={search}
            onChange={setSearch}
            style={{ flex: '1 1 200px' }}
          />
          <Switch
            label={t('variablesForm.onlyNeeded')}
            isSelected={onlyNeeded}
            onChange={setOnlyNeeded}
          />
        </Flex>
      )}
      {groupsOf(shown, properties).map(({ title, names: inGroup }) =>
        title ? (
          <section key={title} aria-label={title} className={styles.group}>
            <Text as="h5" variant="title-x-small">
              {title}
            </Text>
            {inGroup.map(field)}
          </section>
        ) : (
          inGroup.map(field)
        ),
      )}
      {shown.length === 0 && <p>{t('variablesForm.noneMatches')}</p>}
    </Flex>
  );

  function field(name: string) {
    const variable = variableOf(name);
    const own = name in value.values;
    const serverError = props.serverErrors?.find(e => e.variable === name);
    return (
      <VariableField
        key={name}
        name={name}
        property={properties[name]}
        variable={variable}
        required={required.has(name)}
        own={own}
        value={value.values[name]}
        storedSensitive={storedSensitive.includes(name)}
        removedSensitive={value.unsetSensitive.includes(name)}
        locked={lockReason(t, variable?.rule, props.frozenLocked)}
        problems={problems[name] ?? none}
        showErrors={props.showErrors === true}
        // It was about the value that was sent, and not about what is typed now.
        serverError={serverError?.message}
        resourceHref={props.resourceHref}
        onChange={next => setValue(name, next)}
        onRemovedChange={removed => setRemoved(name, removed)}
      />
    );
  }
}

/** Names by section, in the order of their first; those without come first. */
function groupsOf(
  names: string[],
  properties: Record<string, RJSFSchema>,
): { title: string; names: string[] }[] {
  const groups = new Map<string, string[]>([['', []]]);
  for (const name of names) {
    const title = hintsOf(properties[name]).group ?? '';
    groups.set(title, [...(groups.get(title) ?? []), name]);
  }
  return [...groups].map(([title, inGroup]) => ({ title, names: inGroup }));
}

function lockReason(
  t: Translate,
  rule: { restricted?: boolean; frozen?: boolean } | undefined,
  frozenLocked: boolean | undefined,
): string | undefined {
  if (rule?.restricted) {
    return t('variablesForm.restricted');
  }
  if (rule?.frozen && frozenLocked) {
    return t('variablesForm.frozen');
  }
  return undefined;
}
