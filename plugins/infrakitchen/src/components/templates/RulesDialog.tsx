import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
  Flex,
} from '@backstage/ui';
import type {
  ModuleVariable,
  Template,
  TemplateVersion,
  VariableRules,
} from '@infrakitchen/backstage-plugin-infrakitchen-common';
import { useInfrakitchenApi } from '@infrakitchen/backstage-plugin-infrakitchen-react';
import { useAction, WriteError } from '../shared';
import { FormFields } from './FormFields';
import { ReferenceFields } from './ReferenceFields';
import { toDraft, toRule } from './ruleDraft';
import { RuleFields } from './RuleFields';
import { ViolationCheck } from './ViolationCheck';
import { templatesTranslationRef } from './translation';

/** Edits the rules of one variable of a version. */
export function RulesDialog(props: {
  template: Template;
  version: TemplateVersion;
  variable: ModuleVariable;
  onClose: () => void;
  onSaved: () => Promise<void>;
  onReload: () => Promise<void>;
}) {
  const { t } = useTranslationRef(templatesTranslationRef);
  const { template, version, variable, onClose, onSaved, onReload } = props;
  const api = useInfrakitchenApi();
  const action = useAction();
  const [draft, setDraft] = useState(() =>
    toDraft(variable, version.variableRules[variable.name]),
  );
  const rulesNow = (): VariableRules => {
    const { [variable.name]: _old, ...others } = version.variableRules;
    const rule = toRule(t, variable, draft);
    return rule ? { ...others, [variable.name]: rule } : others;
  };
  const save = () =>
    action.run('save', async () => {
      const variableRules = rulesNow();
      await api.updateVersion(
        version.id,
        { variableRules },
        { revision: version.revision },
      );
      await onSaved();
    });

  return (
    <Dialog
      isOpen
      onOpenChange={open => {
        if (!open) {
          onClose();
        }
      }}
      width={560}
      style={{ maxWidth: 'calc(100vw - 32px)' }}
    >
      <DialogHeader>
        {t('rulesDialog.rulesOfName', { name: variable.name })}
      </DialogHeader>
      <DialogBody>
        <Flex direction="column" gap="3">
          <RuleFields variable={variable} draft={draft} onChange={setDraft} />
          <ReferenceFields
            template={template}
            draft={draft}
            onChange={setDraft}
          />
          <FormFields draft={draft} onChange={setDraft} />
          {version.resourceCount !== 0 && (
            <ViolationCheck
              of={JSON.stringify(draft)}
              load={async (cursor, signal) =>
                api.previewVersion(
                  version.id,
                  { variableRules: rulesNow() },
                  { cursor },
                  { signal },
                )
              }
            />
          )}
          <WriteError
            error={action.error}
            title={t('rulesDialog.theRulesWereNotSaved')}
            onReload={onReload}
          />
        </Flex>
      </DialogBody>
      <DialogFooter>
        <Button variant="secondary" onPress={onClose}>
          {t('rulesDialog.cancel')}
        </Button>
        <Button
          variant="primary"
          isPending={action.pending === 'save'}
          onPress={save}
        >
          {t('rulesDialog.saveRules')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
