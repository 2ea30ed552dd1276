import { DemoCloudProvider } from './DemoCloudProvider';
import { serve } from './serve';
import { createProviderService } from './service';

if (process.env.TF_PLUGIN_MAGIC_COOKIE) {
  serve(createProviderService(new DemoCloudProvider()));
} else {
  process.stderr.write(
    'This is a provider plugin: Terraform or OpenTofu starts it, not you.\n',
  );
  process.exitCode = 1;
}
