import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The clone whose package is tried. */
export const ROOT = resolve(__dirname, '../../..');

/** The n8n that is tried. Another one with N8N_E2E_VERSION. */
export const N8N_VERSION = process.env['N8N_E2E_VERSION'] ?? '2.41.1';

/** Whether it is older than 2.0: with another REST API in places, and without the SDK for AI nodes. */
export const IS_N8N_1 = N8N_VERSION.startsWith('1.');

/** The Node.js it runs on, where the one that runs the tests is too old. */
export const NODE_VERSION = process.env['N8N_E2E_NODE'] ?? '24.21.0';

/** Where n8n is kept: outside the clone, so that a fresh clone need not install it again. */
export const CACHE =
	process.env['N8N_E2E_CACHE'] ?? join(homedir(), '.cache', 'n8n-nodes-together-ai');

/** An n8n that can be started. */
export interface Installation {
	version: string;
	/** The program that runs it. */
	node: string;
	/** n8n's own command. */
	command: string;
}
