import {
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import {
  Button,
  ButtonIcon,
  Checkbox,
  Flex,
  Text,
  TextField,
} from '@backstage/ui';
import { RiAddLine, RiDeleteBin6Line } from '@remixicon/react';
import type {
  EffectiveEntry,
  Entry,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { InheritedEntries } from './InheritedEntries';
import { english, tagsEditorTranslationRef } from './translation';

const kinds = { Tag: 'tag', Config: 'config' } as const;

const namePattern = /^[A-Za-z_][A-Za-z0-9_.:/-]*$/;

/**
 * What is wrong with entries, or nothing.
 *
 * @param t - of `tagsEditorTranslationRef`; English without it.
 * @public
 */
export function validateEntries(
  entries: Entry[],
  required: string[] = [],
  inherited: EffectiveEntry[] = [],
  t: TranslationFunction<typeof tagsEditorTranslationRef.T> = english,
): string | undefined {
  const names = entries.map(entry => entry.name);
  const bad = names.find(name => !namePattern.test(name));
  if (bad !== undefined) {
    return bad === ''
      ? t('problem.nameMissing')
      : t('problem.nameInvalid', { name: bad });
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    return t('problem.nameTwice', { name: twice });
  }
  const missing = required.filter(
    name =>
      !names.includes(name) && !inherited.some(entry => entry.name === name),
  );
  return missing.length > 0
    ? t('problem.required', { names: missing.join(', ') })
    : undefined;
}

/**
 * Edits tags or configs: name, value, and whether children inherit them.
 *
 * @public
 */
export function TagsEditor(props: {
  noun: 'Tag' | 'Config';
  description?: string;
  entries: Entry[];
  onChange: (entries: Entry[]) => void;
  /** What the parents hand down. */
  inherited?: EffectiveEntry[];
  /** Names that the template asks for. */
  required?: string[];
}) {
  const { t } = useTranslationRef(tagsEditorTranslationRef);
  const { noun, description, entries, onChange, inherited = [] } = props;
  const kind = kinds[noun];
  const problem = validateEntries(entries, props.required, inherited, t);
  const update = (index: number, patch: Partial<Entry>) =>
    onChange(
      entries.map((entry, at) =>
        at === index ? { ...entry, ...patch } : entry,
      ),
    );

  return (
    <section aria-label={t(`${kind}.title`)}>
      <Flex direction="column" gap="3">
        <div>
          <Text as="h3" variant="title-x-small">
            {t(`${kind}.title`)}
          </Text>
          {description && (
            <Text as="p" color="secondary" variant="body-small">
              {description}
            </Text>
          )}
        </div>
        <InheritedEntries
          label={t(`${kind}.inherited`)}
          entries={inherited}
          own={entries}
        />
        {entries.map((entry, index) => (
          <Flex
            key={index}
            align="end"
            gap="2"
            role="group"
            aria-label={t(`${kind}.entry`, { number: String(index + 1) })}
            style={{ flexWrap: 'wrap' }}
          >
            <TextField
              label={t(`${kind}.name`)}
              value={entry.name}
              onChange={name => update(index, { name })}
              style={{ flex: '1 1 140px' }}
            />
            <TextField
              label={t(`${kind}.value`)}
              value={entry.value}
              onChange={value => update(index, { value })}
              style={{ flex: '2 1 160px' }}
            />
            <Checkbox
              isSelected={entry.inheritedByChildren ?? true}
              onChange={on => update(index, { inheritedByChildren: on })}
            >
              {t('entry.inheritedByChildren')}
            </Checkbox>
            <ButtonIcon
              variant="tertiary"
              aria-label={t(`${kind}.remove`, {
                name: String(entry.name || index + 1),
              })}
              icon={<RiDeleteBin6Line />}
              onPress={() => onChange(entries.filter((_, at) => at !== index))}
            />
          </Flex>
        ))}
        {problem && (
          <Text color="danger" variant="body-small" role="alert">
            {problem}
          </Text>
        )}
        <div>
          <Button
            variant="secondary"
            iconStart={<RiAddLine />}
            onPress={() =>
              onChange([
                ...entries,
                { name: '', value: '', inheritedByChildren: true },
              ])
            }
          >
            {t(`${kind}.add`)}
          </Button>
        </div>
      </Flex>
    </section>
  );
}
