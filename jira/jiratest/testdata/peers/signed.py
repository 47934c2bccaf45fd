"""The OAuth 1.0a dance, done by Debian's python3-requests-oauthlib."""

import re
import sys

import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from oauthlib.oauth1 import SIGNATURE_RSA
from requests_oauthlib import OAuth1Session
from requests_oauthlib.oauth1_session import TokenRequestDenied

KEY = "python-peer"


class SignedClient:
    """A program with a key of its own, which the administrator has let in."""

    def __init__(self, url):
        self.url = url
        pair = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.private = pair.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        ).decode()
        public = pair.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        ).decode()
        link = {"key": KEY, "name": "A Python peer", "public_key": public}
        requests.post(url + "/rest/sim/1.0/consumers", json=link).raise_for_status()

    def session(self, **more):
        return OAuth1Session(KEY, signature_method=SIGNATURE_RSA, rsa_key=self.private, **more)

    def dance(self, name, password):
        """What python3-jira needs to act as the person. Denying is tried first."""
        servlet = self.url + "/plugins/servlet/oauth/"
        for button in ("deny", "approve"):
            asked = self.session(callback_uri="https://peer.example/back").fetch_request_token(servlet + "request-token")
            verifier = self.decide(servlet, asked["oauth_token"], name, password, button)
            client = self.session(
                resource_owner_key=asked["oauth_token"],
                resource_owner_secret=asked["oauth_token_secret"],
                verifier=verifier,
            )
            try:
                token = client.fetch_access_token(servlet + "access-token")
            except TokenRequestDenied as e:
                if button != "deny" or "permission_denied" not in str(e):
                    sys.exit("FAILED: %s: %s" % (button, e))
        return {
            "access_token": token["oauth_token"],
            "access_token_secret": token["oauth_token_secret"],
            "consumer_key": KEY,
            "key_cert": self.private,
            "signature_method": SIGNATURE_RSA,
        }

    def decide(self, servlet, token, name, password, button):
        """Sign in with a browser's cookies and press a button."""
        with requests.Session() as browser:
            login = {"os_username": name, "os_password": password, "os_destination": "/"}
            browser.post(self.url + "/login.jsp", data=login).raise_for_status()
            page = browser.get(servlet + "authorize", params={"oauth_token": token})
            page.raise_for_status()
            form = {field: value for field, value in re.findall(r'name="(\w+)" value="([^"]*)"', page.text)}
            form = {"atl_token": form["atl_token"], "oauth_token": form["oauth_token"], button: "true"}
            back = browser.post(servlet + "authorize", data=form, allow_redirects=False)
            return re.search("oauth_verifier=([^&]+)", back.headers["Location"]).group(1)
