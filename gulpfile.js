const { rm } = require('node:fs/promises');
const { spawn } = require('node:child_process');
const { dest, parallel, series, src } = require('gulp');

async function clean() {
	await rm('dist', { recursive: true, force: true });
}

function compile() {
	const tsc = require.resolve('typescript/bin/tsc');
	return spawn(process.execPath, [tsc, '-p', 'tsconfig.json'], { stdio: 'inherit' });
}

function copyIcons() {
	return src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
}

/** n8n reads the codex and the output schemas beside the compiled node. */
function copyNodeData() {
	return src('nodes/**/{*.node.json,__schema__/**/*.json}', { base: 'nodes' }).pipe(
		dest('dist/nodes'),
	);
}

exports.build = series(clean, parallel(compile, copyIcons, copyNodeData));
exports.default = exports.build;
