import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { useParams, useSearchParams } from 'react-router-dom';
import { Button, ButtonLink, Flex, Text } from '@backstage/ui';
import {
  useAsyncData,
  useInfrakitchenApi,
} from '@infrakitchen/backstage-plugin-infrakitchen-react';
import {
  DraftNotice,
  Loaded,
  PageFrame,
  Section,
  useAction,
  useFormState,
  useGoTo,
  useLinks,
  useNotify,
  WriteError,
} from '../../shared';
import { describeRule } from './describeRule';
import {
  draftOf,
  emptyRule,
  ruleProblem,
  toRuleInput,
  type RuleDraft,
} from './ruleDraft';
import { RuleFields } from './RuleFields';
import { governanceTranslationRef } from '../translation';
import { useApproversText } from '../../approvals';

/** Creates a rule, or changes one. */
export function EditRulePage() {
  const { t } = useTranslationRef(governanceTranslationRef);
  const { ruleId } = useParams();
  const links = useLinks();
  const api = useInfrakitchenApi();
  const start = useStart();
  const [params] = useSearchParams();
  // What the link chose beforehand, as a rule of its own.
  const preset = params.get('project') ?? params.get('template') ?? '';
  const data = useAsyncData(
    async signal => {
      const rule = ruleId
        ? await api.getApprovalRule(ruleId, { signal })
        : undefined;
      return {
        draft: rule ? draftOf(rule) : await start(signal),
        revision: rule?.revision,
      };
    },
    [api, ruleId],
  );
  const title = ruleId
    ? data.value?.draft.name ?? t('editRulePage.approvalRule')
    : t('editRulePage.newApprovalRule');
  return (
    <PageFrame
      title={title}
      breadcrumb={`${links.governance('approval-rules')}/${ruleId ?? 'new'}`}
    >
      <Loaded
        data={data}
        errorTitle={t('editRulePage.theRuleCannotBeLoaded')}
        record={ruleId ? { kind: 'approval_rule', id: ruleId } : undefined}
      >
        {({ draft, revision }) => (
          <RuleForm
            key={`${ruleId}:${revision}`}
            object={`approval-rule/${ruleId ?? `new/${preset}`}`}
            ruleId={ruleId}
            revision={revision}
            start={draft}
            onReload={data.reload}
          />
        )}
      </Loaded>
    </PageFrame>
  );
}

/** A new rule, about the project or template that the link names. */
function useStart(): (signal: AbortSignal) => Promise<RuleDraft> {
  const api = useInfrakitchenApi();
  const [params] = useSearchParams();
  const projectId = params.get('project');
  const templateId = params.get('template');
  return async signal => {
    if (projectId) {
      const { id, name } = await api.getProject(projectId, { signal });
      return {
        ...emptyRule,
        scopeKind: 'project',
        target: { id, label: name },
      };
    }
    if (templateId) {
      const { id, name } = await api.getTemplate(templateId, { signal });
      return {
        ...emptyRule,
        scopeKind: 'template',
        target: { id, label: name },
      };
    }
    return emptyRule;
  };
}

function RuleForm(props: {
  /** What the draft is of. */
  object: string;
  ruleId: string | undefined;
  revision: number | undefined;
  start: RuleDraft;
  onReload: () => Promise<void>;
}) {
  const { t } = useTranslationRef(governanceTranslationRef);
  const approversText = useApproversText();
  const { object, ruleId, revision, start, onReload } = props;
  const api = useInfrakitchenApi();
  const links = useLinks();
  const goTo = useGoTo();
  const notify = useNotify();
  const action = useAction();
  const form = useFormState({ object, base: revision, start });
  const draft = form.value;
  const who = approversText({
    refs: draft.approverRefs,
    roles: draft.approverRoles,
  });
  const [tried, setTried] = useState(false);
  const problem = ruleProblem(t, draft);
  const list = links.governance('approval-rules');

  const save = async () => {
    setTried(true);
    if (problem) {
      return;
    }
    await action.run('save', async () => {
      const input = toRuleInput(draft);
      if (ruleId) {
        await api.replaceApprovalRule(ruleId, input, { revision });
      } else {
        await api.createApprovalRule(input);
      }
      form.draft.forget();
      notify(t('editRulePage.theRuleNameWasSaved', { name: input.name }));
      goTo(list);
    });
  };

  return (
    <Section title={t('editRulePage.rule')} form>
      <Flex direction="column" gap="4">
        <DraftNotice draft={form.draft} onDiscard={form.reset} />
        <RuleFields draft={draft} onChange={form.set} />
        <section
          aria-label={t('editRulePage.whatTheRuleSays')}
          aria-live="polite"
        >
          <Text as="h3" variant="title-x-small">
            {t('editRulePage.whatTheRuleSays')}
          </Text>
          {describeRule(t, draft, who).map(sentence => (
            <Text key={sentence} as="p">
              {sentence}
            </Text>
          ))}
        </section>
        {tried && problem && (
          <Text color="danger" role="alert">
            {problem}
          </Text>
        )}
        <WriteError
          error={action.error}
          title={t('editRulePage.theRuleWasNotSaved')}
          onReload={onReload}
        />
        <Flex gap="2">
          <ButtonLink
            variant="secondary"
            href={list}
            onPress={form.draft.forget}
          >
            {t('editRulePage.cancel')}
          </ButtonLink>
          <Button
            variant="primary"
            isPending={action.pending === 'save'}
            onPress={save}
          >
            {t('editRulePage.saveRule')}
          </Button>
        </Flex>
      </Flex>
    </Section>
  );
}
