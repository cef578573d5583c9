# SPDX-License-Identifier: Apache-2.0
"""A planner in Python, as people write one: signs a command over what json.dumps makes of it, and posts it.

    python3 planner.py SECRET_FILE GATE_URL < command.json
"""

import hashlib
import hmac
import json
import sys
import urllib.error
import urllib.request

secret_file, gate = sys.argv[1:]
with open(secret_file, "rb") as file:
    secret = file.read().rstrip()

command = json.load(sys.stdin)
text = json.dumps(command)
command["signature"] = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()

request = urllib.request.Request(
    gate + "/cust/execute",
    data=json.dumps(command).encode(),
    headers={"Content-Type": "application/json"},
)
try:
    response = urllib.request.urlopen(request)
except urllib.error.HTTPError as refusal:
    response = refusal
json.dump({"status": response.status, "answer": json.load(response)}, sys.stdout)
