// Composes the interview about a spec: a read-only agent, its tools, and the store for the answers.
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import type { SpecPorts } from '../../adapters/cli/commands/spec/spec.handler.ts';
import type { ConfigFlags } from '../../adapters/cli/config-options.ts';
import { inspectDataDir, prepareDataDir } from '../../adapters/data-dir/data-dir.ts';
import { FileInterviewStore } from '../../adapters/files/file-interview-store.ts';
import { FileSpecCatalog } from '../../adapters/files/file-spec-catalog.ts';
import { withoutDenied } from '../../application/agents/env-deny.ts';
import { INTERVIEW_TOOLS } from '../../application/interview/interview-tools.ts';
import { NO_LOG } from '../../application/ports/logger.port.ts';
import { chooseAgent } from '../agent-choice.ts';
import { configForRole } from '../agent-roles.ts';
import { BUILD } from '../build-info.ts';
import { TOKEN } from '../tokens.ts';

export const PREPARE_INTERVIEW: ServiceIdentifier<SpecPorts['prepare']> = Symbol('PrepareInterview');

export const interviewModule = new ContainerModule(({ bind }) => {
  bind(TOKEN.endpoints).toResolvedValue(
    (secrets) => ({
      async open(service) {
        const { openHttpEndpoint } = await import('../../adapters/mcp/http-endpoint.ts');
        const endpoint = await openHttpEndpoint({ ...service, version: BUILD.version, logger: NO_LOG });
        secrets.add({ name: 'tool endpoint', value: endpoint.token });
        return endpoint;
      },
    }),
    [TOKEN.secrets],
  );
  bind(PREPARE_INTERVIEW).toResolvedValue(
    (settings, { env, cwd }, secrets) =>
      async (flags: ConfigFlags) => {
        const config = configForRole(await settings.withConsent(flags), 'plan');
        const { dataDir, theme, idleTimeout } = config;
        const choice = chooseAgent(config);
        const [{ createAgent }] = await Promise.all([
          import('../create-agent.ts'),
          inspectDataDir(dataDir, env),
        ]);
        return {
          model: choice.model,
          theme,
          idleTimeoutMs: idleTimeout * 1_000,
          agent: createAgent(choice, {
            env: withoutDenied(env, config.envDeny),
            cwd,
            allowPermissions: false,
            ownTools: INTERVIEW_TOOLS.map(({ name }) => name),
          }),
          store: new FileInterviewStore(dataDir, {
            prepare: () => prepareDataDir(dataDir),
            hide: (interview) => secrets.hideIn(interview),
            logger: NO_LOG,
          }),
          specs: new FileSpecCatalog({ cwd, dataDir }),
        };
      },
    [TOKEN.settings, TOKEN.environment, TOKEN.secrets],
  );
});
