# The extension for VS Code: its grammar, its talk with the compiler, and that it can be packaged.
. "$ROOT/tests/lib.sh"

command -v npm >/dev/null || { echo "npm is not installed"; exit 77; }
mkdir extension
cp -r "$ROOT/editors/vscode/." extension
cd extension
if [ ! -d node_modules ]; then
    timeout 150 npm ci --no-audit --no-fund >npm.log 2>&1 || { echo "its packages can't be fetched"; exit 77; }
fi
EXAMPLES=$ROOT/examples CSPC=$(command -v cspc) npm test >test.log 2>&1 || { tail -50 test.log; fail "npm test"; }
npm run package >package.log 2>&1 || { tail -20 package.log; fail "npm run package"; }
ls cspc-*.vsix >/dev/null || fail "there is no package"
