import type { TemplateStore } from '../templates';
import type { VersionStore } from '../versions';
import type { HistoryStore } from '../history';
import type { Outbox } from '../outbox';
import { EditRecorder } from './EditRecorder';
import type { AttachmentRules } from './AttachmentRules';
import { EditRules } from './EditRules';
import type { NameContexts } from './NameContexts';
import type { ParentRules } from './ParentRules';
import { ResourceEditor } from './ResourceEditor';
import { ResourceMover } from './ResourceMover';

type EditorOptions = ConstructorParameters<typeof ResourceEditor>[0];

/** Puts the parts of the editor together. */
export function createResourceEditor(
  options: Omit<EditorOptions, 'rules' | 'mover' | 'recorder'> & {
    templates: TemplateStore;
    parentRules: ParentRules;
    versions: VersionStore;
    naming: NameContexts;
    attachments: AttachmentRules;
    history: HistoryStore;
    outbox: Outbox;
  },
): ResourceEditor {
  return new ResourceEditor({
    ...options,
    rules: new EditRules(options),
    mover: new ResourceMover(options),
    recorder: new EditRecorder(options),
  });
}
