// Prints the branches of a tree as JSON: node read_with_jsroot.mjs FILE TREE
import { openFile } from 'jsroot/io';
import { TSelector, treeProcess } from 'jsroot/tree';

const plain = (value) => {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value, plain);
  return value;
};

const [path, name] = process.argv.slice(2);
const tree = await (await openFile(path)).readObject(name);
const branches = {};
for (const { fName } of tree.fBranches.arr) {
  const selector = new TSelector();
  const values = branches[fName] = [];
  selector.addBranch(fName);
  selector.Process = function () { values.push(plain(this.tgtobj[fName])); };
  await treeProcess(tree, selector);
}
console.log(JSON.stringify(branches));
