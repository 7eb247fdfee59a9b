# docker buildx bake: the images of Oversight. VERSION is the tag they are released under.
variable "VERSION" {
  default = "dev"
}

group "default" {
  targets = ["setup", "ingest", "indicators", "alerts", "reporting", "command"]
}

target "service" {
  name       = service
  matrix     = { service = ["setup", "ingest", "indicators", "alerts", "reporting", "command"] }
  dockerfile = "deploy/containers/Dockerfile"
  target     = service
  tags       = ["oversight/${service}:${VERSION}"]
  args       = { VERSION = VERSION }
}
