export const FILE_USAGE = `npm run definitions -- --check PATH…
    checks Data Actions: files, folders, globs, or - for the standard input. JSON exports, lists as
    GET /api/v2/integrations/actions gives them, and Terraform files
      --format FORMAT          text (default), json, sarif or github
      --fix                    corrects what is safe to correct, in the files
npm run definitions -- --try FILE --input JSON
    prints the request that the platform sends, and the output that a response gives
      --response FILE          the response's body: a file, or the text itself
      --credentials JSON       the integration's credentials; --auth-response JSON: what its customAuth action gave
      --input-defaults         inputs that are left out get the default of their contract
npm run definitions -- --try -
    reads one JSON object a line and writes one result a line
npm run definitions -- --test DIR
    runs the samples beside the definitions: NAME.samples.json
      --propose RESPONSE       writes such a file, and proposes paths, defaults and a contract, from one response
npm run definitions -- --convert PATH… --to terraform | json [--out DIR]
    converts exports to Terraform and back
npm run definitions -- --host PATH… [--out DIR] [--url https://backend.example.com]
    takes Data Actions over: writes what DATA_ACTIONS_DIR serves, a policy, and the definition that calls the service
      --out DIR                default: $DATA_ACTIONS_DIR, else data-actions
      --credentials TYPE       what the integration authenticates with: oauth (default), basic or api-key
npm run definitions -- --diff OLD NEW
    compares two exports, and says which change makes the platform recreate the action
`;
