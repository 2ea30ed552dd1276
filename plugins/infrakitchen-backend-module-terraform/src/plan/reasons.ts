const reasons: Record<string, string> = {
  replace_because_tainted:
    'It was only partly created before, so it is created anew.',
  replace_because_cannot_update:
    'An attribute changes that cannot be changed in place.',
  replace_by_request: 'Its replacement was asked for.',
  replace_by_triggers: 'Something changes that it is set to be replaced for.',
  delete_because_no_resource_config: 'It is no longer in the configuration.',
  delete_because_no_module: 'Its module is no longer in the configuration.',
  delete_because_no_move_target:
    'It is moved to a place that is not in the configuration.',
  delete_because_wrong_repetition:
    'It no longer fits count or for_each of its configuration.',
  delete_because_count_index: 'Its index is beyond the count.',
  delete_because_each_key: 'Its key is no longer in for_each.',
  read_because_config_unknown: 'What to read is known only after apply.',
  read_because_dependency_pending:
    'Something that it depends on changes first.',
  read_because_check_nested: 'It is read by a check after apply.',
};

/** The engine's reason for an action in words; a new reason is shown as it is. */
export function readableReason(reason: string | undefined): string | undefined {
  return reason === undefined
    ? undefined
    : reasons[reason] ?? reason.replace(/_/g, ' ');
}
