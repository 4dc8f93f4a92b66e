"""A server that speaks S3 and checks signatures with Amazon's own code (botocore), with a bucket for the test.

Prints one line of JSON when it is ready; ends when its input does.
"""

import json
import sys
import urllib.request

import boto3
from moto.server import ThreadedMotoServer

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
endpoint = f"http://127.0.0.1:{port}"


def client(service):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="seed",
        aws_secret_access_key="seed",
    )


iam, s3 = client("iam"), client("s3")
iam.create_user(UserName="reader")
rights = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetObject"], "Resource": "*"}],
}
iam.put_user_policy(UserName="reader", PolicyName="read", PolicyDocument=json.dumps(rights))
key = iam.create_access_key(UserName="reader")["AccessKey"]
s3.create_bucket(Bucket="shop")
for number in range(1100):
    s3.put_object(Bucket="shop", Key=f"many/{number}.csv", Body=f"id\n{number}\n")
for name in json.loads(sys.argv[1]):
    s3.put_object(Bucket="shop", Key=f"odd/{name}", Body="id\n1\n")
# From here on every request must be signed by a user with the right.
plain = {"Content-Type": "text/plain"}  # a form would be read as one
urllib.request.urlopen(urllib.request.Request(f"{endpoint}/moto-api/reset-auth", b"0", plain, method="POST"))
print(json.dumps({"endpoint": endpoint, "accessKey": key["AccessKeyId"], "secretKey": key["SecretAccessKey"]}), flush=True)
sys.stdin.read()
server.stop()
