#!/usr/bin/env python3
"""Write a realistic repository of plain Kubernetes manifests, the same at every run.

  make_fleet.py [--projects N] [--objects N] OUT

Projects are folders OUT/apps/TEAM/PROJECT, with a namespace each and several objects in a file.
Every 100th project claims one object of its neighbour; how many that are is printed at the end.
"""
import argparse
import os
import random

TEAM_SIZE = 25
DUPLICATE_EVERY = 100

NOUNS = ("order invoice basket account ledger search catalog price stock parcel route driver ticket seat "
         "venue match player score media photo thumb stream audit report metric alert policy token session "
         "profile review rating coupon voucher refund").split()
ROLES = "api worker gateway importer exporter indexer scheduler mailer proxy sync".split()

# Each template is one object. {name}, {team} and {namespace} name the project; the rest is drawn for
# each object.
NAMESPACE = """\
apiVersion: v1
kind: Namespace
metadata:
  name: {namespace}
  labels:
    app.kubernetes.io/part-of: {team}
    pod-security.kubernetes.io/enforce: restricted
    pod-security.kubernetes.io/enforce-version: latest
    pod-security.kubernetes.io/warn: restricted
    kubernetes.io/metadata.name: {namespace}
  annotations:
    fleet.example.com/owner: team-{team}@example.com
    fleet.example.com/cost-center: "{number}"
    fleet.example.com/description: >-
      Everything of {name}, run by team {team}. Ask in the channel of the team
      before you change anything here by hand; what is not in Git goes away at
      the next sync.
"""

SERVICE_ACCOUNT = """\
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {name}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: {team}
    app.kubernetes.io/managed-by: drydock
  annotations:
    iam.example.com/role: arn:aws:iam::{number}:role/{namespace}-{name}
    # tokens are mounted where they are needed only
    fleet.example.com/reviewed: "2025-0{digit}-1{digit}"
automountServiceAccountToken: false
imagePullSecrets:
  - name: registry-credentials
"""

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {item}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/component: {item}
    app.kubernetes.io/part-of: {team}
spec:
  replicas: {digit}
  revisionHistoryLimit: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
      app.kubernetes.io/component: {item}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {name}
        app.kubernetes.io/component: {item}
    spec:
      serviceAccountName: {name}
      containers:
        - name: main
          image: registry.example.com/{team}/{name}:1.{digit}.{number}
          args: ["--listen=:8080", "--log-level=info"]
          ports:
            - {{name: http, containerPort: 8080}}
          envFrom:
            - configMapRef: {{name: {name}-settings}}
          resources:
            requests: {{cpu: 100m, memory: 128Mi}}
            limits: {{memory: 256Mi}}
          readinessProbe:
            httpGet: {{path: /healthz, port: http}}
            periodSeconds: 10
          securityContext:
            runAsNonRoot: true
            allowPrivilegeEscalation: false
            capabilities: {{drop: [ALL]}}
"""

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: {item}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/component: {item}
    app.kubernetes.io/part-of: {team}
  annotations:
    prometheus.io/scrape: "true"
    prometheus.io/port: "9090"
    prometheus.io/path: /metrics
spec:
  type: ClusterIP
  internalTrafficPolicy: Cluster
  selector:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/component: {item}
  ports:
    - name: http
      port: 80
      protocol: TCP
      targetPort: http
    - name: metrics
      port: 9090
      protocol: TCP
      targetPort: metrics
"""

CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {item}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: {team}
data:
  LOG_FORMAT: json
  FEATURE_FLAGS: "checkout-v{digit},fast-search,{item}"
  DATABASE_HOST: {name}-db.{namespace}.svc.cluster.local
  CACHE_TTL: "{number}"
  application.yaml: |
    server:
      port: 8080
      shutdown: graceful
    pool:
      size: {digit}
      timeout: 30s
    # one line for each upstream
    upstreams:
      - name: billing
        url: http://billing.billing.svc:80
      - name: identity
        url: http://identity.identity.svc:80
"""

SECRET = """\
apiVersion: v1
kind: Secret
metadata:
  name: {item}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: {team}
  annotations:
    fleet.example.com/rotated: "2025-0{digit}-2{digit}"
    fleet.example.com/source: vault
type: Opaque
data:
  username: YXBwbGljYXRpb24=
  password: bm90LWEtcmVhbC1wYXNzd29yZC1idXQtYXMtbG9uZy1hcy1vbmU=
  connection: cG9zdGdyZXM6Ly9hcHBsaWNhdGlvbkBkYXRhYmFzZTo1NDMyL2FwcGxpY2F0aW9uP3NzbG1vZGU9dmVyaWZ5LWZ1bGw=
stringData:
  config.ini: |
    [client]
    user = application
    retries = {digit}
    timeout = {number}
"""

ROLE = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: {name}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: {team}
rules:
  - apiGroups: [""]
    resources: [configmaps, endpoints]
    verbs: [get, list, watch]
  - apiGroups: [coordination.k8s.io]
    resources: [leases]
    verbs: [get, create, update]
  - apiGroups: ["", events.k8s.io]
    resources: [events]
    verbs: [create, patch]
  - apiGroups: [""]
    resources: [secrets]
    resourceNames: [{name}-credentials]
    verbs: [get]
"""

ROLE_BINDING = """\
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {name}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: {team}
  annotations:
    fleet.example.com/reason: the leader election and the settings of {name}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: {name}
subjects:
  - kind: ServiceAccount
    name: {name}
    namespace: {namespace}
  - kind: Group
    apiGroup: rbac.authorization.k8s.io
    name: team-{team}
"""

INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {name}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: {team}
  annotations:
    cert-manager.io/cluster-issuer: letsencrypt
    nginx.ingress.kubernetes.io/proxy-body-size: {digit}m
    nginx.ingress.kubernetes.io/ssl-redirect: "true"
spec:
  ingressClassName: nginx
  tls:
    - hosts: [{namespace}.example.com]
      secretName: {name}-tls
  rules:
    - host: {namespace}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: {name}
                port: {{name: http}}
"""

NETWORK_POLICY = """\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {item}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: {team}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: {name}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - namespaceSelector:
            matchLabels: {{kubernetes.io/metadata.name: ingress-nginx}}
      ports:
        - {{protocol: TCP, port: 8080}}
  egress:
    - to:
        - namespaceSelector: {{}}
          podSelector:
            matchLabels: {{k8s-app: kube-dns}}
      ports:
        - {{protocol: UDP, port: 53}}
        - {{protocol: TCP, port: 53}}
"""

AUTOSCALER = """\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {name}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: {team}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {name}
  minReplicas: 2
  maxReplicas: 1{digit}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target: {{type: Utilization, averageUtilization: 70}}
  behavior:
    scaleDown:
      stabilizationWindowSeconds: 300
      policies:
        - {{type: Percent, value: 50, periodSeconds: 60}}
"""

DISRUPTION_BUDGET = """\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {name}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: {team}
  annotations:
    fleet.example.com/reason: >
      Nodes are replaced every night; at least one pod must answer while
      they are drained.
spec:
  minAvailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
      app.kubernetes.io/component: {name}
"""

CRON_JOB = """\
apiVersion: batch/v1
kind: CronJob
metadata:
  name: {item}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: {team}
spec:
  schedule: "{digit} 3 * * *"
  timeZone: Etc/UTC
  concurrencyPolicy: Forbid
  successfulJobsHistoryLimit: 1
  jobTemplate:
    spec:
      backoffLimit: 2
      template:
        spec:
          restartPolicy: Never
          serviceAccountName: {name}
          containers:
            - name: main
              image: registry.example.com/{team}/{name}:1.{digit}.{number}
              command: [/bin/sh, -c]
              args:
                - |
                  set -eu
                  /app/{name} cleanup --older-than={number}h
                  echo done
              resources:
                requests: {{cpu: 50m, memory: 64Mi}}
"""

QUOTA = """\
apiVersion: v1
kind: ResourceQuota
metadata:
  name: {name}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: {team}
  annotations:
    fleet.example.com/asked-by: {team}
    fleet.example.com/agreed: "2025-0{digit}-0{digit}"
spec:
  hard:
    requests.cpu: "{digit}0"
    requests.memory: {digit}0Gi
    limits.memory: {digit}0Gi
    persistentvolumeclaims: "{digit}"
    services.loadbalancers: "0"
    services.nodeports: "0"
    count/jobs.batch: "{number}"
  scopeSelector:
    matchExpressions:
      - {{operator: In, scopeName: PriorityClass, values: [normal]}}
"""

CLAIM = """\
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {item}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: {team}
    backup.example.com/schedule: nightly
  annotations:
    fleet.example.com/keeps: files that were uploaded and not yet looked at
    fleet.example.com/size-since: "2025-0{digit}-1{digit}"
    volume.example.com/encrypted: "true"
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: standard
  volumeMode: Filesystem
  resources:
    requests:
      storage: {digit}0Gi
"""

MONITOR = """\
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: {name}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: {team}
    release: prometheus
spec:
  namespaceSelector:
    matchNames: [{namespace}]
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
  endpoints:
    - port: metrics
      interval: {digit}0s
      scrapeTimeout: 5s
      relabelings:
        - sourceLabels: [__meta_kubernetes_pod_node_name]
          targetLabel: node
      metricRelabelings:
        - action: drop
          regex: go_gc_.*|process_.*
          sourceLabels: [__name__]
"""

# file, template, what {item} is; the first --objects of them, then more ConfigMaps
PLAN = [
    ("namespace.yaml", NAMESPACE, "{name}"),
    ("workload.yaml", SERVICE_ACCOUNT, "{name}"),
    ("workload.yaml", DEPLOYMENT, "{name}"),
    ("workload.yaml", SERVICE, "{name}"),
    ("settings.yaml", CONFIG_MAP, "{name}-settings"),
    ("settings.yaml", SECRET, "{name}-credentials"),
    ("access.yaml", ROLE, "{name}"),
    ("access.yaml", ROLE_BINDING, "{name}"),
    ("network.yaml", INGRESS, "{name}"),
    ("network.yaml", NETWORK_POLICY, "{name}"),
    ("scaling.yaml", AUTOSCALER, "{name}"),
    ("scaling.yaml", DISRUPTION_BUDGET, "{name}"),
    ("worker.yaml", DEPLOYMENT, "{name}-worker"),
    ("worker.yaml", SERVICE, "{name}-worker"),
    ("worker.yaml", CONFIG_MAP, "{name}-worker-settings"),
    ("jobs.yaml", CRON_JOB, "{name}-cleanup"),
    ("jobs.yaml", CLAIM, "{name}-uploads"),
    ("limits.yaml", QUOTA, "{name}"),
    ("monitoring.yaml", MONITOR, "{name}"),
    ("monitoring.yaml", CONFIG_MAP, "{name}-dashboards"),
]


def project_names(index):
    """-> the words that fill the templates of one project"""
    noun = NOUNS[index % len(NOUNS)]
    role = ROLES[index // len(NOUNS) % len(ROLES)]
    name = f"{noun}-{role}"
    return {"name": name, "team": f"{NOUNS[index // TEAM_SIZE % len(NOUNS)]}-{index // TEAM_SIZE}",
            "namespace": f"{name}-{index}"}


def render(template, item, names, chance):
    item = item.format(**names)
    return template.format(item=item, digit=chance.randint(1, 9), number=chance.randint(100, 999), **names)


def project_files(index, count):
    """-> ({file: documents}, whether it claims an object of its neighbour)"""
    chance = random.Random(index)
    names = project_names(index)
    plan = PLAN[:count] + [(f"more-{i // 10}.yaml", CONFIG_MAP, f"{{name}}-{i}")
                           for i in range(count - len(PLAN))]
    is_thief = index % DUPLICATE_EVERY == DUPLICATE_EVERY - 1 and count >= len(PLAN)
    if is_thief:
        plan = plan[:-1]
    files = {}
    for file, template, item in plan:
        files.setdefault(file, []).append(render(template, item, names, chance))
    if is_thief:
        neighbour = project_names(index - 1)
        files["borrowed.yaml"] = [render(CONFIG_MAP, "{name}-settings", neighbour, chance)]
    return files, is_thief


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", type=int, default=1000)
    parser.add_argument("--objects", type=int, default=20, help="in each project")
    parser.add_argument("out", metavar="OUT", help="folder, made when it is not there")
    options = parser.parse_args()
    size = files_written = duplicates = 0
    for index in range(options.projects):
        names = project_names(index)
        folder = os.path.join(options.out, "apps", names["team"], names["namespace"])
        os.makedirs(folder, exist_ok=True)
        files, is_thief = project_files(index, options.objects)
        duplicates += is_thief
        for file, documents in files.items():
            text = "---\n".join(documents)
            size += len(text)
            files_written += 1
            with open(os.path.join(folder, file), "w", encoding="utf-8") as out:
                out.write(text)
    objects = options.projects * options.objects
    print(f"{options.projects} projects, {objects} objects ({size // max(objects, 1)} bytes each), "
          f"{files_written} files, {duplicates} duplicate claims")


main()
