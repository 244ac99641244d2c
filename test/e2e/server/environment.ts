import { IS_N8N_1 } from '../setup/places';

/** What n8n is told so that it stays on this machine and says little. */
export function quietEnvironment(home: string, ports: { n8n: number; broker: number }) {
	return {
		...withoutProxies(process.env),
		N8N_USER_FOLDER: home,
		N8N_ENCRYPTION_KEY: 'only-for-tests-on-this-machine',
		N8N_PORT: String(ports.n8n),
		N8N_RUNNERS_BROKER_PORT: String(ports.broker),
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_HOST: '127.0.0.1',
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		// n8n 1.x has no such module, and ends when it is told to leave it out.
		...(!IS_N8N_1 && { N8N_DISABLED_MODULES: 'mcp-registry' }),
		GENERIC_TIMEZONE: 'UTC',
		N8N_LOG_LEVEL: 'warn',
		NODE_ENV: 'production',
	};
}

/** All servers are on this machine. Whoever runs the tests must not lend n8n his own settings. */
function withoutProxies(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const foreign =
		/_proxy$|^(N8N|DB|QUEUE|EXECUTIONS|JEST|npm)_|^PG[A-Z]+$|^NODE_OPTIONS$|^NODE_PATH$/i;
	return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)));
}
