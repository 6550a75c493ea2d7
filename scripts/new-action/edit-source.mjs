import ts from 'typescript';

/** Adds a name to the import from a module, or adds the import in the order of the modules. */
export function addImport(text, module, name) {
  const imports = parse(text).statements.filter(ts.isImportDeclaration);
  const existing = imports.find((declaration) => declaration.moduleSpecifier.text === module);
  const names = existing?.importClause?.namedBindings?.elements;
  if (names?.some((element) => element.name.text === name)) return text;
  if (names) return insertSorted(text, names, name);
  const line = `import { ${name} } from '${module}';\n`;
  const isRelative = (specifier) => specifier.startsWith('.');
  const after = imports.find(
    ({ moduleSpecifier: { text: other } }) =>
      isRelative(other) && (depth(other) < depth(module) || (depth(other) === depth(module) && other > module)),
  );
  const position = after ? after.getStart() : (imports.at(-1)?.end ?? -1) + 1;
  return insert(text, position, line);
}

/** Returns the number of folders that a relative path goes up. The project lists imports from distant folders first. */
const depth = (specifier) => specifier.match(/^(\.\.\/)*/)[0].length;

/** Adds an element to `const LIST = [A, B]` in the order of its elements, unless the list contains it. */
export function addToList(text, listName, element) {
  const list = find(
    parse(text),
    (node) =>
      ts.isVariableDeclaration(node) &&
      node.name.getText() === listName &&
      node.initializer !== undefined &&
      ts.isArrayLiteralExpression(node.initializer),
  );
  if (!list) throw new Error(`The file has no list ${listName}`);
  const { elements } = list.initializer;
  return elements.some((present) => present.getText() === element) ? text : insertSorted(text, elements, element);
}

/** Adds a test at the end of the first `describe`. */
export function addTest(text, test) {
  const isDescribe = (node) => ts.isCallExpression(node) && node.expression.getText() === 'describe';
  const body = find(parse(text), isDescribe)?.arguments.at(-1)?.body;
  if (!body) throw new Error('The file has no describe() with a function');
  return insert(text, body.end - 1, test);
}

/** Adds a member at the end of a class. */
export function addMember(text, className, member) {
  const found = classIn(text, className);
  return insert(text, found.end - 1, member);
}

/** @returns {boolean} whether a class has a member with this name */
export function hasMember(text, className, name) {
  return classIn(text, className).members.some(
    (member) => member.name?.getText() === name || ownProperty(member, name),
  );
}

/** Returns whether a member is the constructor, and the name is `constructor` or a parameter (which may be a property). */
const ownProperty = (member, name) =>
  ts.isConstructorDeclaration(member) &&
  (name === 'constructor' || member.parameters.some((p) => p.name.getText() === name));

function classIn(text, className) {
  const found = find(parse(text), (node) => ts.isClassDeclaration(node) && node.name?.text === className);
  if (!found) throw new Error(`The file has no class ${className}`);
  return found;
}

function insertSorted(text, elements, name) {
  const next = elements.find((element) => element.getText() > name);
  if (next) return insert(text, next.getStart(), `${name}, `);
  const last = elements.at(-1);
  return insert(text, last ? last.end : elements.pos, last ? `, ${name}` : name);
}

const insert = (text, position, addition) => text.slice(0, position) + addition + text.slice(position);

const parse = (text) => ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);

function find(node, matches) {
  return matches(node) ? node : ts.forEachChild(node, (child) => find(child, matches));
}
