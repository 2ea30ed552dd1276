import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import {
  Button,
  Flex,
  Radio,
  RadioGroup,
  Select,
  TextField,
} from '@backstage/ui';
import type {
  ModuleRefs,
  ModuleSource,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useAction, withoutLogin, WriteError } from '../shared';
import { templatesTranslationRef, type Translate } from './translation';

/** A source that is not complete yet has an empty ref. */
export const emptySource: ModuleSource = {
  repositoryUrl: '',
  path: '',
  refType: 'tag',
  ref: '',
};

/** What a draft keeps of a source. */
export function keptSource(
  t: Translate,
  source: ModuleSource,
): { source: ModuleSource; omitted: string[] } {
  const repositoryUrl = withoutLogin(source.repositoryUrl);
  return {
    source: { ...source, repositoryUrl },
    omitted:
      repositoryUrl === source.repositoryUrl
        ? []
        : [t('moduleSourceFields.repositoryUrl')],
  };
}

/** The newest tag, or the default branch where nothing is tagged. */
function firstChoice(refs: ModuleRefs): Pick<ModuleSource, 'refType' | 'ref'> {
  if (refs.tags.length > 0) {
    return { refType: 'tag', ref: refs.tags[0].name };
  }
  return {
    refType: 'branch',
    ref: refs.defaultBranch ?? refs.branches[0]?.name ?? '',
  };
}

/** Repository, tag or branch, and folder of a module. */
export function ModuleSourceFields(props: {
  source: ModuleSource;
  onChange: (source: ModuleSource) => void;
}) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { source, onChange } = props;
  const api = useInfrakitchenApi();
  const action = useAction();
  const [refs, setRefs] = useState<ModuleRefs>();

  const loadVersions = () =>
    action.run('load', async () => {
      setRefs(undefined);
      const found = await api.listModuleRefs(source.repositoryUrl.trim());
      setRefs(found);
      onChange({
        ...source,
        repositoryUrl: source.repositoryUrl.trim(),
        ...firstChoice(found),
      });
    });
  const choices =
    (source.refType === 'tag' ? refs?.tags : refs?.branches) ?? [];

  return (
    <Flex direction="column" gap="3">
      <Flex align="end" gap="2" style={{ flexWrap: 'wrap' }}>
        <TextField
          label={t('moduleSourceFields.repositoryUrl')}
          description={t('moduleSourceFields.httpsOrSshAddressOf')}
          isRequired
          value={source.repositoryUrl}
          placeholder="https://git.example.com/platform/terraform-network.git"
          onChange={repositoryUrl => {
            setRefs(undefined);
            onChange({ ...source, repositoryUrl, ref: '' });
          }}
          style={{ flex: '1 1 260px' }}
        />
        <Button
          variant="secondary"
          isDisabled={source.repositoryUrl.trim() === ''}
          isPending={action.pending === 'load'}
          onPress={loadVersions}
        >
          {t('moduleSourceFields.loadVersions')}
        </Button>
      </Flex>
      <WriteError
        error={action.error}
        title={t('moduleSourceFields.theRepositoryCannotBeRead')}
      />
      {refs && (
        <>
          <RadioGroup
            label={t('moduleSourceFields.kindOfVersion')}
            orientation="horizontal"
            value={source.refType}
            onChange={value => {
              const refType = value as ModuleSource['refType'];
              const names = refType === 'tag' ? refs.tags : refs.branches;
              onChange({ ...source, refType, ref: names[0]?.name ?? '' });
            }}
          >
            <Radio value="tag" isDisabled={refs.tags.length === 0}>
              {t('moduleSourceFields.tag')}
            </Radio>
            <Radio value="branch" isDisabled={refs.branches.length === 0}>
              {t('moduleSourceFields.branch')}
            </Radio>
          </RadioGroup>
          <Select
            label={t('moduleSourceFields.version')}
            searchable={choices.length > 10}
            options={choices.map(ref => ({
              id: ref.name,
              label: ref.name,
              description: ref.commitSha.slice(0, 10),
            }))}
            value={source.ref || null}
            onChange={key => onChange({ ...source, ref: String(key ?? '') })}
          />
          <TextField
            label={t('moduleSourceFields.pathInTheRepository')}
            description={t('moduleSourceFields.folderOfTheModuleEmpty')}
            value={source.path ?? ''}
            onChange={path => onChange({ ...source, path })}
          />
        </>
      )}
    </Flex>
  );
}
