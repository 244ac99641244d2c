import { readFileSync } from 'node:fs';

import * as ts from 'typescript';

import { OFFICIAL_PARAMETERS } from './types.check';

/** The property names of an interface, read from the declarations the SDK ships. */
function declaredProperties(file: string, name: string): string[] {
	const path = require.resolve(file).replace(/\.js$/, '.d.ts');
	const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022);
	return source.statements
		.filter(ts.isInterfaceDeclaration)
		.filter((declaration) => declaration.name.text === name)
		.flatMap(({ members }) => members.filter(ts.isPropertySignature))
		.map((member) => (ts.isIdentifier(member.name) ? member.name.text : ''));
}

it('compares with every parameter of the installed SDK', () => {
	const declared = declaredProperties(
		'together-ai/resources/chat/completions',
		'CompletionCreateParamsBase',
	);
	expect([...OFFICIAL_PARAMETERS].sort()).toEqual([...declared].sort());
	expect(declared).toContain('temperature');
});
