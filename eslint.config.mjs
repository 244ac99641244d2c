import { readdirSync } from 'node:fs';

import js from '@eslint/js';
import { n8nCommunityNodesPlugin } from '@n8n/eslint-plugin-community-nodes';
import nodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';

const { recommendedWithoutN8nCloudSupport: community } = n8nCommunityNodesPlugin.configs;

/**
 * The one rule that is switched off. undici and eventsource-parser are what this package exists for:
 * n8n's own HTTP helper opens a new connection per call, sends a rejected key twice and forwards it
 * on redirects. The price, no verification for n8n Cloud, is stated in the README.
 */
const withRuntimeDependencies = { '@n8n/community-nodes/no-runtime-dependencies': 'off' };

/**
 * The older plugin has rules for n8n's own repository that forbid what the community plugin demands:
 * a documentation link, and connection types from the enum. n8n's own configuration for community
 * packages leaves them out too.
 */
const CONTRADICTING = [
	'n8n-nodes-base/cred-class-field-documentation-url-miscased',
	'n8n-nodes-base/node-class-description-inputs-wrong-regular-node',
	'n8n-nodes-base/node-class-description-outputs-wrong',
];

const withoutContradictions = (rules) =>
	Object.fromEntries(Object.entries(rules).filter(([name]) => !CONTRADICTING.includes(name)));

/**
 * The rooms of `nodes/shared`, and what each may not import: imports run one way,
 * `a node -> fields, n8n -> client -> chat -> form, run, http -> host -> json`, and no node imports another.
 */
const NOT_FROM = {
	fields: ['n8n'],
	n8n: ['fields'],
	client: ['fields', 'n8n'],
	chat: ['fields', 'n8n', 'client'],
	form: ['fields', 'n8n', 'client', 'chat', 'run', 'http', 'host'],
	run: ['fields', 'n8n', 'client', 'chat', 'form', 'http'],
	http: ['fields', 'n8n', 'client', 'chat', 'form', 'run'],
	host: ['fields', 'n8n', 'client', 'chat', 'form', 'run', 'http'],
};

const NODES = readdirSync(new URL('nodes', import.meta.url)).filter((name) => name !== 'shared');

/** Forbids imports from folders, wherever they are seen from. */
const noImportsFrom = (folders, message) => ({
	'no-restricted-imports': [
		'error',
		{ patterns: [{ group: folders.map((folder) => `**/${folder}/**`), message }] },
	],
});

const importDirections = [
	...NODES.map((node) => ({
		files: [`nodes/${node}/**/*.ts`],
		rules: noImportsFrom(
			NODES.filter((other) => other !== node),
			'No node imports another: what both need lives in nodes/shared.',
		),
	})),
	...Object.entries(NOT_FROM).map(([room, others]) => ({
		files: [`nodes/shared/${room}/**/*.ts`],
		rules: noImportsFrom([...NODES, ...others], 'Imports run one way: see ARCHITECTURE.md.'),
	})),
];

/** Packages that run anywhere and are bundled where there may be no dependencies, by who loads them. */
const LOADS_PACKAGES = ['nodes/shared/http/events.ts', 'nodes/shared/chat/pattern/pattern.ts'];

export default tseslint.config(
	{ ignores: ['dist', 'node_modules', 'coverage'] },
	{
		files: ['**/*.ts'],
		extends: [js.configs.recommended, tseslint.configs.recommendedTypeChecked],
		languageOptions: {
			parserOptions: { project: './tsconfig.dev.json', tsconfigRootDir: import.meta.dirname },
		},
		rules: {
			'@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
		},
	},
	{
		files: ['nodes/**/*.ts', 'credentials/**/*.ts', 'index.ts'],
		extends: [community],
		rules: { 'no-console': 'error' },
	},
	...importDirections,
	{
		// What n8n Cloud forbids is in one room.
		files: ['nodes/**/*.ts'],
		ignores: ['nodes/shared/host/**'],
		rules: {
			'@n8n/community-nodes/no-restricted-globals': 'error',
			'@n8n/community-nodes/no-restricted-imports': 'error',
		},
	},
	{
		files: LOADS_PACKAGES,
		rules: { '@n8n/community-nodes/no-restricted-imports': 'off' },
	},
	{
		files: ['package.json'],
		plugins: { 'n8n-nodes-base': nodesBase },
		extends: [community],
		languageOptions: {
			parser: tseslint.parser,
			parserOptions: { extraFileExtensions: ['.json'] },
		},
		rules: { ...nodesBase.configs.community.rules, ...withRuntimeDependencies },
	},
	{
		files: ['credentials/**/*.ts'],
		plugins: { 'n8n-nodes-base': nodesBase },
		rules: {
			...withoutContradictions(nodesBase.configs.credentials.rules),
			// The value of a gateway's header is a secret, which its name does not tell.
			'@n8n/community-nodes/credential-unnecessary-password': 'off',
		},
	},
	{
		files: ['nodes/**/*.ts'],
		plugins: { 'n8n-nodes-base': nodesBase },
		rules: withoutContradictions(nodesBase.configs.nodes.rules),
	},
);
